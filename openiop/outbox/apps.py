from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "openiop.outbox"
    label = "outbox"
