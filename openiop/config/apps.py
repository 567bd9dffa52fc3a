from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "openiop.config"
    label = "config"

    def ready(self) -> None:
        """Connect the table of who reacts to what."""
        from openiop.base import announce  # noqa: PLC0415 - apps must be loaded first

        from .wiring import TOGETHER  # noqa: PLC0415 - apps must be loaded first

        announce.connect(TOGETHER)
