"""For the stages: what is random on a page is always the same, and long files come first."""

from __future__ import annotations

import pytest
from django.middleware import csrf

LONG_FIRST = (
    "test_two_jobs.py",
    "test_statements.py",
    "test_simulation.py",
    "test_many_hands.py",
    "test_saturday_night.py",
    "test_private_notes.py",
    "test_spanish.py",
    "test_who_sees_what.py",
)
"""Begun last, one of these would keep one core busy while the other has nothing left."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files begin."""
    place = {name: at for at, name in enumerate(LONG_FIRST)}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))


@pytest.fixture(autouse=True)
def _same_form_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that looks for a word in a page must not find it in the letters of a form's token."""
    monkeypatch.setattr(csrf, "_get_new_csrf_string", lambda: "0" * csrf.CSRF_SECRET_LENGTH)
