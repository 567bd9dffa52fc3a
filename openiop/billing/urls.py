"""Addresses of this part."""

from django.urls import path

from . import views

app_name = "billing"
urlpatterns = [
    path("", views.board, name="board"),
    path("fees/", views.fees, name="fees"),
    path("ahead/", views.ahead, name="ahead"),
    path("<uuid:client_id>/", views.person, name="person"),
    path("<uuid:client_id>/policy/", views.add_policy, name="add_policy"),
    path("<uuid:client_id>/self-pay/", views.self_pay, name="self_pay"),
    path("<uuid:client_id>/self-pay/end/", views.end_self_pay, name="end_self_pay"),
    path("<uuid:client_id>/estimate/", views.give_estimate, name="give_estimate"),
    path("policy/<uuid:policy_id>/strike/", views.strike_policy, name="strike_policy"),
    path("policy/<uuid:policy_id>/worksheet/", views.worksheet, name="worksheet"),
    path("policy/<uuid:policy_id>/letters/", views.letter_step, name="letter_step"),
    path("policy/<uuid:policy_id>/authorization/", views.authorize, name="authorize"),
    path("authorization/<uuid:authorization_id>/", views.correct, name="correct"),
    path("authorization/<uuid:authorization_id>/withdraw/", views.withdraw, name="withdraw"),
]
