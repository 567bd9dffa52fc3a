"""Addresses of this part."""

from django.urls import path

from .views import pipeline

app_name = "intake"
urlpatterns = [
    path("", pipeline.pipeline, name="pipeline"),
]
