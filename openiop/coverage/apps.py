from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "openiop.coverage"
    label = "coverage"
