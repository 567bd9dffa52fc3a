"""Addresses of this part."""

from django.urls import path

from . import views

app_name = "discretion"
urlpatterns = [
    path("caller/", views.caller, name="caller"),
    path("<uuid:client_id>/", views.person, name="person"),
    path("<uuid:client_id>/names/", views.names, name="names"),
    path("<uuid:client_id>/address/", views.address, name="address"),
    path("<uuid:client_id>/must-not-know/", views.block, name="block"),
    path("must-not-know/<uuid:contact_id>/lift/", views.unblock, name="unblock"),
    path("<uuid:client_id>/apart/", views.apart, name="apart"),
    path("apart/<uuid:rule_id>/end/", views.end_apart, name="end_apart"),
]
