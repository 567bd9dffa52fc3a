"""Addresses of this part."""

from django.urls import URLPattern

app_name = "day"
urlpatterns: list[URLPattern] = []
