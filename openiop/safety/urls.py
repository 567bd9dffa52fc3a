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
]
