"""Addresses of the plan of care, for staff."""

from django.urls import path

from . import views

app_name = "plans"
urlpatterns = [
    path("version/<uuid:plan_id>/", views.version, name="version"),
    path("version/<uuid:plan_id>/sign/", views.sign, name="sign"),
    path("version/<uuid:plan_id>/here/<slug:who>/", views.sign_here, name="sign_here"),
    path("version/<uuid:plan_id>/paper/", views.paper, name="paper"),
    path("version/<uuid:plan_id>/review/", views.review, name="review"),
    path("words/<uuid:wish_id>/answer/", views.answer, name="answer"),
    path("<uuid:client_id>/", views.plan, name="plan"),
    path("<uuid:client_id>/kind/", views.kind, name="kind"),
    path("<uuid:client_id>/<slug:section>/", views.add, name="add"),
    path("<uuid:client_id>/<slug:section>/<slug:entry>/", views.change, name="change"),
    path("<uuid:client_id>/<slug:section>/<slug:entry>/out/", views.take_out, name="take_out"),
]
