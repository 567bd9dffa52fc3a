from django.apps import AppConfig


class CourseConfig(AppConfig):
    name = "openiop.course"
    label = "course"
