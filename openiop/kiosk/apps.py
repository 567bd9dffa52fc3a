from django.apps import AppConfig


class KioskConfig(AppConfig):
    name = "openiop.kiosk"
    label = "kiosk"
