"""Addresses of afterwards. Her own carry no id and no word about health."""

from django.urls import path

from . import views

app_name = "followup"
urlpatterns = [
    path("staff/afterwards/", views.calls, name="calls"),
    path("staff/afterwards/calls/<uuid:call_id>/", views.call, name="call"),
    path("staff/afterwards/back/<uuid:client_id>/", views.door, name="door"),
    path("staff/afterwards/meetings/", views.meetings, name="meetings"),
    path(
        "staff/afterwards/meetings/<uuid:meeting_id>/off/",
        views.cancel_meeting,
        name="cancel_meeting",
    ),
    path("now/", views.home, name="home"),
    path("now/more/", views.more_support, name="more"),
    path("now/together/", views.together, name="together"),
    path("now/leave/", views.leave, name="leave"),
]
