"""Addresses of this part."""

from django.urls import path

from .views import assessments, calls, funnel, levels, pipeline, referrals, slots

app_name = "intake"
urlpatterns = [
    path("", pipeline.pipeline, name="pipeline"),
    path("ways-in/", funnel.funnel, name="funnel"),
    path("call/", calls.start_call, name="start_call"),
    path("call/<uuid:referral_id>/", calls.call, name="call"),
    path("call/<uuid:referral_id>/save/", calls.save_call, name="save_call"),
    path("call/<uuid:referral_id>/state/", calls.call_state, name="call_state"),
    path("call/<uuid:referral_id>/finish/", calls.finish_call, name="finish_call"),
    path("call/<uuid:referral_id>/<uuid:slot_id>/", calls.book_on_call, name="book_on_call"),
    path("referrals/<uuid:referral_id>/", referrals.referral, name="referral"),
    path("referrals/<uuid:referral_id>/move/", referrals.move, name="move"),
    path("referrals/<uuid:referral_id>/triage/", referrals.triage, name="triage"),
    path("referrals/<uuid:referral_id>/end/", referrals.end, name="end"),
    path("referrals/<uuid:referral_id>/accept/", referrals.accept, name="accept"),
    path("referrals/<uuid:referral_id>/files/<uuid:file_id>/", referrals.file, name="file"),
    path("duplicates/<uuid:duplicate_id>/", referrals.answer_duplicate, name="duplicate"),
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
