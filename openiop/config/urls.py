"""All addresses. Client pages carry no id and no health word."""

from django.urls import include, path

urlpatterns = [
    path("", include("openiop.accounts.urls")),
    path("", include("openiop.public.urls")),
    path("", include("openiop.portal.urls")),
    path("", include("openiop.kiosk.urls")),
    path("staff/", include("openiop.desk.urls")),
    path("staff/intake/", include("openiop.intake.urls")),
    path("staff/outcomes/", include("openiop.outcomes.urls")),
    path("staff/coverage/", include("openiop.billing.urls")),
    path("staff/between-us/", include("openiop.discretion.urls")),
    path("staff/week/", include("openiop.schedule.urls")),
    path("staff/timetable/", include("openiop.timetable.urls")),
    path("staff/forms/", include("openiop.asking.urls")),
    path("staff/day/", include("openiop.day.urls")),
    path("staff/care/", include("openiop.care.urls")),
    path("", include("openiop.letters.urls")),
    path("", include("openiop.discharge.urls")),
    path("", include("openiop.followup.urls")),
    path("staff/own/", include("openiop.private_notes.urls")),
    path("staff/documents/", include("openiop.documents.urls")),
    path("staff/health/", include("openiop.health.urls")),
    path("", include("openiop.practice.urls")),
    path("staff/chart/", include("openiop.chart.urls")),
    path("staff/plans/", include("openiop.plans.urls")),
    path("staff/readiness/", include("openiop.readiness.urls")),
    path("staff/curriculum/", include("openiop.curriculum.urls")),
    path("staff/safety/", include("openiop.safety.urls")),
    path("staff/measures/", include("openiop.measures.urls")),
    path("demo/", include("openiop.demo.urls")),
]

handler400 = "openiop.public.views.everywhere.too_much"
handler403 = "openiop.public.views.everywhere.not_open"
handler404 = "openiop.public.views.everywhere.not_found"
handler500 = "openiop.public.views.everywhere.went_wrong"
