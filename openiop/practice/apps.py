"""The app."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "openiop.practice"
    label = "practice"
