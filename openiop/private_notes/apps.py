"""The app."""

from django.apps import AppConfig


class PrivateNotesConfig(AppConfig):
    name = "openiop.private_notes"
    label = "private_notes"
