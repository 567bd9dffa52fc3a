"""Addresses of this part."""

from django.urls import path

from . import views

app_name = "care"
urlpatterns = [
    path("my-day/", views.my_day, name="my_day"),
    path("session/<uuid:session_id>/brief/", views.brief, name="brief"),
    path("session/<uuid:session_id>/notes/", views.notes, name="notes"),
    path("session/<uuid:session_id>/notes/state/", views.notes_state, name="notes_state"),
    path("session/<uuid:session_id>/notes/shared/", views.save_shared, name="save_shared"),
    path(
        "session/<uuid:session_id>/notes/shared/word/",
        views.clear_shared_name,
        name="clear_shared_name",
    ),
    path("session/<uuid:session_id>/notes/sign/", views.sign_all, name="sign_all"),
    path("session/<uuid:session_id>/note/", views.session_note, name="session_note"),
    path("session/<uuid:session_id>/note/<uuid:client_id>/", views.write, name="write"),
    path("session/<uuid:session_id>/note/<uuid:client_id>/take/", views.take, name="take"),
    path("session/<uuid:session_id>/alike/", views.answer_alike_group, name="answer_alike_group"),
    path("second-signatures/", views.cosign_queue, name="cosign_queue"),
    path("note/<uuid:note_id>/alike/<uuid:other_id>/", views.answer_alike, name="answer_alike"),
    path("note/<uuid:note_id>/co-sign/", views.cosign, name="cosign"),
    path("note/<uuid:note_id>/release/", views.release, name="release"),
    path("note/<uuid:note_id>/hold/", views.hold, name="hold"),
    path("hold/<uuid:hold_id>/end/", views.end_hold, name="end_hold"),
    path("note/<uuid:note_id>/", views.note, name="note"),
    path("note/<uuid:note_id>/sign/", views.sign, name="sign"),
    path("note/<uuid:note_id>/alert/", views.open_alert, name="open_alert"),
    path("note/<uuid:note_id>/word/", views.clear_note_name, name="clear_note_name"),
    path("note/<uuid:note_id>/addendum/", views.addendum, name="addendum"),
    path("note/<uuid:note_id>/strike/", views.strike, name="strike"),
    path("client/<uuid:client_id>/goals/", views.goals, name="goals"),
    path("goal/<uuid:goal_id>/end/", views.end_goal, name="end_goal"),
]
