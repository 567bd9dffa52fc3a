"""Addresses of the curriculum, for staff."""

from django.urls import path

from . import views

app_name = "curriculum"
urlpatterns = [
    path("", views.shelf, name="shelf"),
    path("new/", views.new, name="new"),
    path("unit/<uuid:unit_id>/", views.unit, name="unit"),
    path("unit/<uuid:unit_id>/retire/", views.retire, name="retire"),
    path("unit/<uuid:unit_id>/attach/", views.attach, name="attach"),
    path("handout/<uuid:handout_id>/", views.handout, name="handout"),
    path("handout/<uuid:handout_id>/off/", views.take_off, name="take_off"),
    path("group/<uuid:group_id>/", views.matrix, name="matrix"),
    path("group/<uuid:group_id>/aside/", views.waive, name="waive"),
    path("aside/<uuid:waiver_id>/end/", views.end_waiver, name="end_waiver"),
    path("session/<uuid:session_id>/", views.next_unit, name="next"),
    path("session/<uuid:session_id>/choose/", views.choose, name="choose"),
]
