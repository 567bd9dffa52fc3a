from django.apps import AppConfig


class DayConfig(AppConfig):
    name = "openiop.day"
    label = "day"
