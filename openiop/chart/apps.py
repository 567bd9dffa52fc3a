"""The app."""

from django.apps import AppConfig


class ChartConfig(AppConfig):
    name = "openiop.chart"
    label = "chart"
