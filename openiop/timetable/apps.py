from django.apps import AppConfig


class TimetableConfig(AppConfig):
    name = "openiop.timetable"
    label = "timetable"
