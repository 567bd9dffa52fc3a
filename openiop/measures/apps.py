from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "openiop.measures"
    label = "measures"

    def ready(self) -> None:
        """Alerts rest on forms of the site's own too: the floor below is told how to find them."""
        from openiop.safety.queries.asked import look_up_forms_by  # noqa: PLC0415 - models are there now

        from .queries import known_here  # noqa: PLC0415

        look_up_forms_by(known_here)
