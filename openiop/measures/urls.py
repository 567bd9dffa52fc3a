"""Addresses of this part."""

from django.urls import path

from . import views

app_name = "measures"
urlpatterns = [
    path("questionnaires/", views.questionnaires, name="questionnaires"),
    path("questionnaires/<slug:instrument_id>/", views.questionnaire, name="questionnaire"),
]
