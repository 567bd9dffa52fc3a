from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "openiop.base"
    label = "base"
