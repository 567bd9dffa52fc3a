"""Addresses of a client's own pages. None carries an id or a word about health."""

from django.urls import path

from .views import door, own, practical

app_name = "portal"
urlpatterns = [
    path("today/", own.today, name="today"),
    path("welcome/", own.welcome, name="welcome"),
    path("not-today/", own.away, name="away"),
    path("not-today/after-all/", own.come_after_all, name="come_after_all"),
    path("check-in/", own.check_in, name="check_in"),
    path("check-in/done/", own.check_in_done, name="check_in_done"),
    path("check-in/<slug:step>/", own.check_in_step, name="check_in_step"),
    path("check-in/<slug:step>/thank-you/", own.with_you, name="with_you"),
    path("questions/<slug:letter>/", own.form_start, name="form_start"),
    path("questions/<slug:letter>/not-now/", own.form_decline, name="form_decline"),
    path("questions/<slug:letter>/done/", own.form_done, name="form_done"),
    path("questions/<slug:letter>/<int:number>/", own.form_question, name="form_question"),
    path(
        "questions/<slug:letter>/<int:number>/thank-you/",
        own.form_with_you,
        name="form_with_you",
    ),
    path("talk/", own.talk, name="talk"),
    path("week/", own.week, name="week"),
    path("how-its-going/", own.progress, name="progress"),
    path("how-its-going/together/", own.look_together, name="look_together"),
    path("how-its-going/that-day/", own.about_a_day, name="about_a_day"),
    path("how-its-going/that-day/take-off/", own.take_words_off, name="take_words_off"),
    path("how-its-going/<slug:letter>/say/", own.comment, name="comment"),
    path("plan/", own.plan, name="plan"),
    path("plan/notes/", own.notes, name="notes"),
    path("plan/sign/", own.sign_plan, name="sign_plan"),
    path("plan/say/", own.say_plan, name="say_plan"),
    path("plan/steps/", own.safety_plan, name="safety_plan"),
    path("plan/steps/cover/", own.cover_plan, name="cover_plan"),
    path("plan/steps/change/", own.edit_safety_plan, name="edit_safety_plan"),
    path("joining/", door.joining, name="joining"),
    path("joining/how/", door.how, name="joining_how"),
    path("my-days/", practical.days, name="days"),
    path("must-not-know/", practical.must_not_know, name="must_not_know"),
    path("must-not-know/lift/", practical.lift, name="lift"),
    path("what-it-costs/", practical.cost, name="cost"),
    path("settings/", own.settings, name="settings"),
    path("settings/contact/", own.contact, name="contact"),
    path("text-size/", own.text_size, name="text_size"),
]
