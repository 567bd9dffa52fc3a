from django.apps import AppConfig


class CurriculumConfig(AppConfig):
    name = "openiop.curriculum"
    label = "curriculum"
