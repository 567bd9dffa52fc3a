"""Which months, and which track."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from openiop.domain.outcomes.rules import months_between

BACKWARDS = gettext_lazy("The last month lies before the first.")


class WindowForm(forms.Form):
    """From one month to another; without an answer the last twelve."""

    first = forms.ChoiceField(label=gettext_lazy("From"))
    last = forms.ChoiceField(label=gettext_lazy("to"))
    track = forms.ChoiceField(label=gettext_lazy("Track"), required=False)

    def __init__(
        self, asked: Mapping[str, Any] | None, since: date, today: date, tracks: dict[str, str]
    ) -> None:
        super().__init__(asked)
        months = [(month, _named(month)) for month in months_between(since, today)][::-1]
        self.fields["first"].choices = months  # type: ignore[attr-defined] # a choice field
        self.fields["last"].choices = months  # type: ignore[attr-defined] # a choice field
        self.fields["track"].choices = [("", gettext("all")), *tracks.items()]  # type: ignore[attr-defined] # a choice field

    def clean(self) -> dict[str, Any]:
        """The months in their order."""
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first and last and last < first:
            self.add_error("last", BACKWARDS)
        return found

    def told(self) -> tuple[date, date, UUID | None]:
        """First month, last month, track."""
        found = self.cleaned_data
        first, last = (date.fromisoformat(f"{found[name]}-01") for name in ("first", "last"))
        return first, last, UUID(found["track"]) if found["track"] else None


def _named(month: str) -> str:
    return date_format(date.fromisoformat(f"{month}-01"), "F Y")
