"""For the stages: what is random on a page and tells nothing is always the same."""

from __future__ import annotations

import pytest
from django.middleware import csrf


@pytest.fixture(autouse=True)
def _same_form_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that looks for a word in a page must not find it in the letters of a form's token."""
    monkeypatch.setattr(csrf, "_get_new_csrf_string", lambda: "0" * csrf.CSRF_SECRET_LENGTH)
