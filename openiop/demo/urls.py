"""The demo's own clock."""

from django.urls import path

from . import views

app_name = "demo"
urlpatterns = [path("clock/", views.move_clock, name="move_clock")]
