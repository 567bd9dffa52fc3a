"""Addresses of this part."""

from django.urls import path

from . import views

app_name = "timetable"
urlpatterns = [
    path("", views.week, name="week"),
    path("calendar/", views.calendar, name="calendar"),
    path("away/<str:day>/", views.who_is_away, name="who_is_away"),
    path("away/<str:day>/<uuid:staff_id>/", views.away, name="away"),
    path("absences/<uuid:absence_id>/back/", views.back_after_all, name="back_after_all"),
    path("move/<uuid:session_id>/", views.move, name="move"),
]
