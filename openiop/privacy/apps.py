from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PrivacyConfig(AppConfig):
    name = "openiop.privacy"
    label = "privacy"

    def ready(self) -> None:
        """The one signal of the house: SQLite loses triggers when a migration rebuilds a table."""
        from .triggers import lay_triggers  # noqa: PLC0415 - models are not loaded before ready

        post_migrate.connect(lay_triggers, dispatch_uid="append-only triggers")
