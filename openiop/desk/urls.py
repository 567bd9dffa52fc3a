"""Addresses of this part."""

from django.urls import path

from . import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("huddle/", views.huddle, name="huddle"),
    path("open-matters/", views.open_matters, name="open_matters"),
    path("open-matters/<uuid:need_id>/take/", views.take_need, name="take_need"),
    path("open-matters/<uuid:need_id>/answer/", views.answer_need, name="answer_need"),
    path("clients/", views.caseload, name="caseload"),
    path("everybody/", views.grid, name="grid"),
    path("clients/<uuid:client_id>/numbers/<slug:kind>/", views.numbers, name="numbers"),
    path("clients/<uuid:client_id>/", views.chart, name="chart"),
    path("clients/<uuid:client_id>/course/", views.course, name="course"),
    path("clients/<uuid:client_id>/course/words/", views.annotate, name="annotate"),
    path("clients/<uuid:client_id>/course/words/off/", views.strike, name="strike"),
    path("clients/<uuid:client_id>/course/<slug:kind>/", views.items, name="items"),
    path("clients/<uuid:client_id>/safety-plan/", views.plan, name="plan"),
    path("clients/<uuid:client_id>/safety-plan/edit/", views.edit_plan, name="edit_plan"),
    path(
        "clients/<uuid:client_id>/safety-plan/holds/",
        views.plan_still_holds,
        name="plan_still_holds",
    ),
    path("clients/<uuid:client_id>/safety-plan/cover/", views.cover_plan, name="cover_plan"),
    path("clients/<uuid:client_id>/screen/", views.screen, name="screen"),
    path("find/", views.find, name="find"),
    path("hours/", views.hours, name="hours"),
]
