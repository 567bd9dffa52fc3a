"""A pytest plugin: Django cannot be imported, so a rule that reaches for it fails at once."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class NoDjango(MetaPathFinder):
    """Refuses Django and everything in it."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] == "django":
            raise ImportError(f"{fullname} is out of reach here: rules are plain Python")
        return None


sys.meta_path.insert(0, NoDjango())
