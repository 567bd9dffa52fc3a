"""Addresses of the program day."""

from django.urls import path

from . import views

app_name = "day"
urlpatterns = [
    path("board/", views.board, name="board"),
    path("board/find/", views.find, name="find"),
    path("board/<uuid:client_id>/", views.arrive, name="arrive"),
    path("missing/", views.missing, name="missing"),
    path("reaching/", views.reaching, name="reaching"),
    path("reaching/<uuid:outreach_id>/tried/", views.tried_again, name="tried_again"),
    path("reaching/<uuid:outreach_id>/look/", views.look, name="look"),
    path("contact/<uuid:client_id>/", views.contact, name="contact"),
    path("contact/<uuid:client_id>/text/", views.text, name="text"),
    path("contact/<uuid:client_id>/tried/", views.tried, name="tried"),
    path("room/<uuid:session_id>/", views.room, name="room"),
    path("room/<uuid:session_id>/now/", views.room_now, name="room_now"),
    path("room/<uuid:session_id>/confirm/", views.confirm, name="confirm"),
    path("room/<uuid:session_id>/<uuid:client_id>/", views.in_room, name="in_room"),
    path("close/", views.close, name="close"),
    path("close/left/", views.left, name="left"),
    path("close/seen-off/", views.seen_off, name="seen_off"),
    path("close/done/", views.close_day, name="close_day"),
]
