"""Addresses of the shared device; none carries a name or a word about health."""

from django.urls import path

from . import views

app_name = "kiosk"
urlpatterns = [
    path("device/", views.start, name="start"),
    path("device/questions/", views.questions, name="questions"),
    path("device/pause/", views.talk, name="talk"),
    path("device/over/", views.over, name="over"),
    path("staff/device/<uuid:client_id>/", views.hand_out, name="hand_out"),
    path("staff/device/code/<uuid:code_id>/", views.code, name="code"),
]
