"""Addresses of an author's own notes."""

from django.urls import path

from . import views

app_name = "private_notes"
urlpatterns = [
    path("of/<uuid:client_id>/", views.of_client, name="of_client"),
    path("<uuid:note_id>/", views.change, name="change"),
    path("<uuid:note_id>/away/", views.put_away, name="put_away"),
]
