from django.apps import AppConfig


class DiscretionConfig(AppConfig):
    name = "openiop.discretion"
    label = "discretion"
