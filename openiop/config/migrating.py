"""Playing migrations without drawing every model again for each new table.

Django keeps classes of all models as they are between two migrations. For each new model,
constraint and index it draws again whatever that model is related to, and here everything is
related to the site and the client: the time grows with the square of the tables. A new model
changes no class that is there, so it alone is drawn; a constraint or an index changes one list of
one class. Changed fields go Django's way. What is recorded, and the tables that come out, are the
same: `tests/stages/config/test_migrating.py`.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState


class QuickState(ProjectState):
    """Draws what is new beside what is there."""

    def clone(self) -> ProjectState:
        """A copy that goes about it in the same way."""
        made = super().clone()
        made.__class__ = QuickState
        return made

    def add_model(self, model_state: ModelState) -> None:
        """Add a model that nothing refers to yet."""
        apps = self.__dict__.pop("apps", None)
        super().add_model(model_state)
        if apps is not None:
            self.__dict__["apps"] = apps
            apps.render_multiple([model_state])

    def _append_option(self, app_label: str, model_name: str, option_name: str, obj: Any) -> None:
        apps = self.__dict__.pop("apps", None)
        super()._append_option(app_label, model_name, option_name, obj)  # type: ignore[misc]
        if apps is not None:
            self.__dict__["apps"] = apps
            there = self.models[app_label, model_name].options[option_name]
            setattr(apps.get_model(app_label, model_name)._meta, option_name, list(there))


class QuickExecutor(MigrationExecutor):
    """Begins with a state that draws what is new beside what is there."""

    def _create_project_state(self, with_applied_migrations: bool = False) -> ProjectState:
        made: ProjectState = super()._create_project_state(  # type: ignore[misc]
            with_applied_migrations
        )
        made.__class__ = QuickState
        return made
