"""Addresses of leaving. Her own carry no id and no word about health."""

from django.urls import path

from . import views

app_name = "discharge"
urlpatterns = [
    path("staff/leaving/", views.leaving, name="leaving"),
    path("staff/leaving/<uuid:episode_id>/", views.plan, name="plan"),
    path("staff/leaving/<uuid:episode_id>/write/", views.edit, name="edit"),
    path("staff/leaving/<uuid:episode_id>/visits/", views.visits_page, name="visits"),
    path("staff/leaving/visits/<uuid:appointment_id>/", views.step, name="step"),
    path("staff/leaving/<uuid:episode_id>/summary/", views.summary, name="summary"),
    path("staff/leaving/<uuid:episode_id>/summary/draft/", views.draft, name="draft"),
    path("staff/leaving/summary/<uuid:summary_id>/save/", views.save, name="save"),
    path("staff/leaving/summary/<uuid:summary_id>/send/", views.send, name="send"),
    path("staff/leaving/summary/<uuid:summary_id>/pdf/", views.clinical_pdf, name="clinical_pdf"),
    path("staff/leaving/<uuid:episode_id>/her-paper/", views.her_pdf, name="her_pdf"),
    path("staff/leaving/<uuid:episode_id>/end/", views.end, name="end"),
    path("afterwards/", views.mine, name="mine"),
    path("afterwards/paper/", views.my_pdf, name="my_pdf"),
    path("afterwards/hello/", views.choose, name="choose"),
]
