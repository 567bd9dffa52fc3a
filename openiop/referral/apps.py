"""The app."""

from django.apps import AppConfig


class ReferralConfig(AppConfig):
    name = "openiop.referral"
    label = "referral"
