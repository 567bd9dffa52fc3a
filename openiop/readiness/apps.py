from django.apps import AppConfig


class ReadinessConfig(AppConfig):
    name = "openiop.readiness"
    label = "readiness"
