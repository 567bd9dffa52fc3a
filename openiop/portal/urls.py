"""Addresses of a client's own pages. None carries an id or a word about health."""

from django.urls import path

from . import views

app_name = "portal"
urlpatterns = [
    path("today/", views.today, name="today"),
    path("welcome/", views.welcome, name="welcome"),
    path("not-today/", views.away, name="away"),
    path("not-today/after-all/", views.come_after_all, name="come_after_all"),
    path("check-in/", views.check_in, name="check_in"),
    path("check-in/done/", views.check_in_done, name="check_in_done"),
    path("check-in/<slug:step>/", views.check_in_step, name="check_in_step"),
    path("check-in/<slug:step>/thank-you/", views.with_you, name="with_you"),
    path("questions/<slug:letter>/", views.form_start, name="form_start"),
    path("questions/<slug:letter>/not-now/", views.form_decline, name="form_decline"),
    path("questions/<slug:letter>/done/", views.form_done, name="form_done"),
    path("questions/<slug:letter>/<int:number>/", views.form_question, name="form_question"),
    path(
        "questions/<slug:letter>/<int:number>/thank-you/",
        views.form_with_you,
        name="form_with_you",
    ),
    path("talk/", views.talk, name="talk"),
    path("week/", views.week, name="week"),
    path("how-its-going/", views.progress, name="progress"),
    path("how-its-going/together/", views.look_together, name="look_together"),
    path("how-its-going/that-day/", views.about_a_day, name="about_a_day"),
    path("how-its-going/that-day/take-off/", views.take_words_off, name="take_words_off"),
    path("how-its-going/<slug:letter>/say/", views.comment, name="comment"),
    path("plan/", views.plan, name="plan"),
    path("plan/notes/", views.notes, name="notes"),
    path("plan/sign/", views.sign_plan, name="sign_plan"),
    path("plan/say/", views.say_plan, name="say_plan"),
    path("plan/steps/", views.safety_plan, name="safety_plan"),
    path("plan/steps/cover/", views.cover_plan, name="cover_plan"),
    path("plan/steps/change/", views.edit_safety_plan, name="edit_safety_plan"),
    path("settings/", views.settings, name="settings"),
    path("settings/contact/", views.contact, name="contact"),
    path("text-size/", views.text_size, name="text_size"),
]
