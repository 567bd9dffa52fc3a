"""Addresses of this part."""

from django.urls import path

from . import views

app_name = "health"
urlpatterns = [
    path("<uuid:client_id>/", views.health, name="health"),
    path("<uuid:client_id>/medications/new/", views.add_medication, name="add_medication"),
    path("<uuid:client_id>/medications/file/", views.import_file, name="import"),
    path("<uuid:client_id>/medications/reviewed/", views.reviewed, name="reviewed"),
    path("medications/<uuid:medication_id>/", views.medication, name="medication"),
    path("<uuid:client_id>/allergies/new/", views.add_allergy, name="add_allergy"),
    path("<uuid:client_id>/allergies/none/", views.none_known, name="none_known"),
    path("allergies/<uuid:allergy_id>/", views.allergy, name="allergy"),
    path("<uuid:client_id>/diagnoses/new/", views.diagnose, name="diagnose"),
    path("diagnoses/<uuid:diagnosis_id>/", views.diagnosis, name="diagnosis"),
    path("<uuid:client_id>/people/", views.people, name="people"),
    path("<uuid:client_id>/people/new/", views.add_contact, name="add_contact"),
    path("<uuid:client_id>/people/team/", views.join_team, name="join_team"),
    path("people/<uuid:contact_id>/", views.contact, name="contact"),
    path("people/<uuid:contact_id>/release/", views.release, name="release"),
    path("releases/<uuid:release_id>/revoke/", views.revoke, name="revoke"),
    path("team/<uuid:member_id>/end/", views.leave_team, name="leave_team"),
]
