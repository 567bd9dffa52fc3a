"""The app."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "openiop.letters"
    label = "letters"
