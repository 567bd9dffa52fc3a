"""Addresses of this part."""

from django.urls import path

from . import views

app_name = "outcomes"
urlpatterns = [
    path("", views.board, name="board"),
    path("rows/", views.rows, name="rows"),
    path("freeze/", views.freeze, name="freeze"),
    path("frozen/", views.frozen_list, name="frozen"),
    path("frozen/<uuid:report_id>/", views.frozen, name="report"),
    path("frozen/<uuid:report_id>/again/", views.again, name="again"),
    path("frozen/<uuid:report_id>/file/", views.export, name="export"),
]
