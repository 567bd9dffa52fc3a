"""What the pages of the whole chart send."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as say

from openiop.base.web import choose_from
from openiop.domain.chart.kinds import ChartKind
from openiop.domain.chart.printed import ChartPart
from openiop.domain.release import Purpose

from .queries.printed import PrintAsked
from .queries.search import Asked

_say = lazy(gettext, str)
_WRONG_DAY = say("We couldn't read that date. Example: 3/14/2027")
_DAYS = ("%Y-%m-%d", "%m/%d/%Y")
SEARCHED = (
    ChartKind.NOTE,
    ChartKind.PLAN,
    ChartKind.SAFETY,
    ChartKind.HER_WORDS,
    ChartKind.HEALTH,
    ChartKind.PEOPLE,
)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=_DAYS,
        error_messages={"invalid": _WRONG_DAY, "required": _WRONG_DAY},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "nhsuk-input"}),
    )


class SearchForm(forms.Form):
    """Words, a kind, and days."""

    words = forms.CharField(
        label=say("Words"),
        help_text=say(
            "All of them must be there. Put “quotation marks” around words to keep them together."
        ),
        required=False,
        max_length=120,
        widget=forms.TextInput(
            attrs={"class": "nhsuk-input", "type": "search", "autocomplete": "off"}
        ),
    )
    kind = forms.ChoiceField(
        label=say("Kind"),
        required=False,
        choices=[("", say("All kinds")), *((str(kind), _say(kind.label)) for kind in SEARCHED)],
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
    )
    first = _day(say("From"))
    last = _day(say("To"))

    def asked(self) -> Asked:
        """As the query wants it."""
        read = self.cleaned_data
        kind = ChartKind(read["kind"]) if read["kind"] else None
        return Asked(read["words"], kind, read["first"], read["last"])


class PrintForm(forms.Form):
    """Which parts, which days, for whom."""

    parts = forms.MultipleChoiceField(
        label=say("What to print"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "nhsuk-checkboxes__input"}),
    )
    first = _day(say("From"))
    last = _day(say("To"))
    receiver = forms.ChoiceField(
        label=say("For whom"),
        required=False,
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
        help_text=say("Outside are only those with a release that holds today."),
    )
    purpose = forms.ChoiceField(
        label=say("What for, when it goes outside"),
        required=False,
        choices=[("", say("Choose")), *((str(each), _say(each.label)) for each in Purpose)],
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
    )

    def __init__(
        self,
        data: Any,
        parts: Iterable[ChartPart],
        contacts: Iterable[tuple[UUID, str]],
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        for name, choices in (
            ("parts", [(str(part), gettext(part.label)) for part in parts]),
            (
                "receiver",
                [
                    ("", gettext("For use here")),
                    ("herself", gettext("For her")),
                    *((str(id_), who) for id_, who in contacts),
                ],
            ),
        ):
            choose_from(self, name, choices)

    def asked(self) -> PrintAsked:
        """As the query wants it."""
        read = self.cleaned_data
        first: date = read["first"]
        parts = frozenset(ChartPart(each) for each in read["parts"])
        return PrintAsked(parts, first, read["last"])

    def receiver_id(self) -> UUID | None:
        """The contact outside it is for."""
        chosen = self.cleaned_data["receiver"]
        return None if chosen in ("", "herself") else UUID(chosen)

    def its_purpose(self) -> Purpose | None:
        """What it is for."""
        chosen = self.cleaned_data["purpose"]
        return Purpose(chosen) if chosen else None
