"""Addresses of this part."""

from django.urls import path

from . import views

app_name = "schedule"
urlpatterns = [
    path("days/<uuid:client_id>/", views.wishes, name="wishes"),
    path("days/<uuid:client_id>/change/", views.edit_wishes, name="edit_wishes"),
    path("leading/", views.leading, name="leading"),
    path("leading/<uuid:session_id>/stand-in/", views.stand_in, name="stand_in"),
    path("leading/<uuid:staff_id>/again/", views.lead_again, name="lead_again"),
    path("places/", views.places, name="places"),
    path("places/offers/", views.offers, name="offers"),
    path("places/offers/one-day/", views.one_day, name="one_day"),
    path("places/book/<uuid:client_id>/", views.book, name="book"),
    path("places/<uuid:booking_id>/mark/", views.mark, name="mark"),
    path("places/<uuid:booking_id>/end/", views.end, name="end"),
    path("places/lost/<uuid:lost_id>/", views.lost, name="lost"),
]
