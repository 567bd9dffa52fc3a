"""Addresses of documents and of what is owed."""

from django.urls import path

from . import views

app_name = "documents"
urlpatterns = [
    path("owed/", views.owed, name="owed"),
    path("late/", views.late, name="late"),
    path("review/", views.review, name="review"),
    path("staff/", views.staff, name="staff"),
    path("staff/<uuid:staff_id>/", views.license_of, name="license"),
    path("clocks/", views.clocks, name="clocks"),
    path("of/<uuid:client_id>/", views.of_client, name="of_client"),
    path("of/<uuid:client_id>/begin/", views.begin, name="begin"),
    path("of/<uuid:client_id>/contact/", views.contact, name="contact"),
    path("contact/<uuid:contact_id>/strike/", views.strike_contact, name="strike_contact"),
    path("about/<uuid:note_id>/", views.about_note, name="about_note"),
    path("question/<uuid:question_id>/answer/", views.answer, name="answer"),
    path("<uuid:document_id>/", views.read, name="read"),
    path("<uuid:document_id>/write/", views.write, name="write"),
    path("<uuid:document_id>/save/", views.save, name="save"),
    path("<uuid:document_id>/state/", views.state, name="state"),
    path("<uuid:document_id>/assemble/", views.assemble, name="assemble"),
    path("<uuid:document_id>/word/", views.clear_name, name="clear_name"),
    path("<uuid:document_id>/alert/", views.open_alert, name="open_alert"),
    path("<uuid:document_id>/sign/", views.sign, name="sign"),
    path("<uuid:document_id>/addendum/", views.addendum, name="addendum"),
    path("<uuid:document_id>/strike/", views.strike, name="strike"),
    path("<uuid:document_id>/release/", views.release, name="release"),
    path("<uuid:document_id>/hold/", views.hold, name="hold"),
    path("hold/<uuid:hold_id>/end/", views.end_hold, name="end_hold"),
    path("<uuid:document_id>/ask/", views.ask, name="ask"),
    path("<uuid:document_id>/anew/", views.write_anew, name="write_anew"),
    path("<uuid:document_id>/cosign/", views.cosign, name="cosign"),
]
