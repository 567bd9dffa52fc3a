"""Addresses of this part."""

from django.urls import path

from .views import assessments, levels, pipeline, slots

app_name = "intake"
urlpatterns = [
    path("", pipeline.pipeline, name="pipeline"),
    path("times/", slots.slots, name="slots"),
    path("times/me/", slots.about_me, name="about_me"),
    path("times/<uuid:slot_id>/close/", slots.close_slot, name="close_slot"),
    path("her-time/<uuid:referral_id>/", slots.her_time, name="her_time"),
    path("her-time/<uuid:referral_id>/<uuid:slot_id>/", slots.book, name="book"),
    path("bookings/<uuid:booking_id>/release/", slots.release, name="release"),
    path("bookings/<uuid:booking_id>/tell/", slots.tell, name="tell"),
    path("bookings/<uuid:booking_id>/begin/", assessments.begin, name="begin"),
    path("assessments/", assessments.assessments, name="assessments"),
    path("assessments/of/<uuid:client_id>/", assessments.begin_for, name="begin_for"),
    path("assessments/<uuid:assessment_id>/", assessments.assessment, name="assessment"),
    path("assessments/<uuid:assessment_id>/save/", assessments.save, name="save"),
    path("assessments/<uuid:assessment_id>/state/", assessments.state, name="state"),
    path("assessments/<uuid:assessment_id>/complete/", assessments.complete, name="complete"),
    path("level/<uuid:client_id>/", levels.level, name="level"),
    path("handing-on/<uuid:client_id>/", levels.hand_on, name="hand_on"),
]
