from django.apps import AppConfig


class AskingConfig(AppConfig):
    name = "openiop.asking"
    label = "asking"
