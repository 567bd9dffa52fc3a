"""Addresses of the forms of one client, for staff."""

from django.urls import path

from . import views

app_name = "asking"
urlpatterns = [
    path("<uuid:client_id>/", views.forms, name="forms"),
    path("<uuid:client_id>/private/", views.private, name="private"),
    path("<uuid:client_id>/ask/<slug:form_id>/", views.ask, name="ask"),
    path("<uuid:client_id>/ask/<slug:form_id>/save/", views.save_one, name="save_one"),
    path("<uuid:client_id>/paper/<slug:form_id>/", views.paper, name="paper"),
    path("<uuid:client_id>/not-now/<slug:form_id>/", views.decline, name="decline"),
    path("<uuid:client_id>/text/", views.text_short_form, name="text_short_form"),
    path("<uuid:client_id>/totals/", views.totals, name="totals"),
    path("total/<uuid:total_id>/off/", views.strike_total, name="strike_total"),
    path("form/<uuid:administration_id>/", views.form, name="form"),
    path("form/<uuid:administration_id>/file/", views.file, name="file"),
]
