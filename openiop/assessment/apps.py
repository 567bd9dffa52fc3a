"""The app."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "openiop.assessment"
    label = "assessment"
