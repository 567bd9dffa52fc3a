"""Addresses of this part."""

from django.urls import URLPattern

app_name = "safety"
urlpatterns: list[URLPattern] = []
