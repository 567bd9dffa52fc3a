"""Addresses of this part."""

from django.urls import path

from . import views

app_name = "measures"
urlpatterns = [
    path("questionnaires/", views.questionnaires, name="questionnaires"),
    path("questionnaires/own/", views.own_form, name="own_form"),
    path("questionnaires/texting/", views.texting, name="texting"),
    path("questionnaires/<slug:instrument_id>/retire/", views.retire, name="retire"),
    path("questionnaires/<slug:instrument_id>/", views.questionnaire, name="questionnaire"),
]
