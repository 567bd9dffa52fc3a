"""Signing in and out."""

from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("set-up/", views.first_director, name="first_director"),
    path("sign-out/", views.sign_out, name="sign_out"),
]
