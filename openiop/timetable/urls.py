"""Addresses of this part."""

from django.urls import path

from . import views

app_name = "timetable"
urlpatterns = [
    path("", views.week, name="week"),
    path("plan/", views.plan, name="plan"),
    path("plan/<uuid:proposal_id>/", views.proposal, name="proposal"),
    path("plan/<uuid:proposal_id>/stop/", views.stop, name="stop"),
    path("plan/<uuid:proposal_id>/publish/", views.publish, name="publish"),
    path("offers/", views.offers, name="offers"),
    path("offers/<uuid:offer_id>/", views.answer_offer, name="answer_offer"),
    path("people/", views.people, name="people"),
    path("people/<uuid:staff_id>/", views.person, name="person"),
    path("calendar/", views.calendar, name="calendar"),
    path("away/<str:day>/", views.who_is_away, name="who_is_away"),
    path("away/<str:day>/<uuid:staff_id>/", views.away, name="away"),
    path("absences/<uuid:absence_id>/back/", views.back_after_all, name="back_after_all"),
    path("move/<uuid:session_id>/", views.move, name="move"),
    path("move-group/<uuid:session_id>/", views.move_group, name="move_group"),
]
