"""The app."""

from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "openiop.followup"
    label = "followup"
