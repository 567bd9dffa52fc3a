"""Addresses of this part."""

from django.urls import path

from . import views

app_name = "safety"
urlpatterns = [
    path("alerts/", views.alerts, name="alerts"),
    path("alerts/<uuid:alert_id>/", views.alert, name="alert"),
    path("alerts/<uuid:alert_id>/take/", views.take, name="take"),
    path("alerts/<uuid:alert_id>/take-over/", views.take_over, name="take_over"),
    path("alerts/<uuid:alert_id>/second-look/", views.second_look, name="second_look"),
    path("checks/", views.checks, name="checks"),
    path("checks/<uuid:check_id>/", views.close_check, name="close_check"),
    path("reviews/", views.reviews, name="reviews"),
    path("reviews/<uuid:review_id>/", views.finish_review, name="finish_review"),
    path("times/", views.times, name="times"),
    path("on-call/", views.on_call, name="on_call"),
    path("on-call/<uuid:shift_id>/end/", views.end_shift, name="end_shift"),
    path("my-calls/", views.own_call, name="own_call"),
    path("how-we-answered/", views.answering, name="answering"),
    path("incidents/", views.incidents, name="incidents"),
    path("incidents/new/", views.file_incident, name="file_incident"),
    path("incidents/<uuid:incident_id>/", views.incident, name="incident"),
    path("plans/", views.plan_reviews, name="plan_reviews"),
    path("clients/<uuid:client_id>/assess/", views.assess, name="assess"),
    path("clients/<uuid:client_id>/safer-place/", views.means, name="means"),
    path("assessments/<uuid:assessment_id>/sign/", views.cosign, name="cosign"),
]
