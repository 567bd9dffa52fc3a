"""Addresses of this part."""

from django.urls import path

from . import views

app_name = "chart"
urlpatterns = [
    path("audit/", views.audit, name="audit"),
    path("<uuid:client_id>/audit/", views.audit_client, name="audit_client"),
    path("audit/notes/<uuid:note_id>/", views.thread, name="thread"),
    path("search/", views.search_mine, name="search_mine"),
    path("<uuid:client_id>/search/", views.search_hers, name="search"),
    path("<uuid:client_id>/timeline/", views.timeline, name="timeline"),
    path("<uuid:client_id>/print/", views.print_chart, name="print"),
]
