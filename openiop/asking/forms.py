"""Reading what staff chose or typed; what cannot be read stays as it was typed, with words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import isfinite, nan
from typing import Any

from django import forms

from openiop.domain.decision import Reason, Refused, refuse
from openiop.domain.measures.instrument import Instrument, Item
from openiop.domain.measures.scoring import AnswerKind, parse_answer
from openiop.domain.text import _
from openiop.measures.presenters import value_of
from openiop.privacy.web import in_words


@dataclass
class Read:
    """The answers that could be read, what was typed, and what could not."""

    answers: dict[str, int | None] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)

    def or_refuse(self) -> None:
        """Raise when anything could not be read."""
        if self.reasons:
            raise Refused(tuple(self.reasons))


def answers_given(
    of: Instrument, posted: Mapping[str, Any], *, digits: bool = False, only: str = ""
) -> Read:
    """The answers to the questions the answers before them led to; left open is None."""
    read = Read()
    for number, item in enumerate(of.items, start=1):
        if only and item.link_id != only:
            continue
        given = _values(posted, item.link_id)
        read.typed[item.link_id] = given[0] if given else ""
        if not only and not of.is_asked(item, read.answers):
            continue
        try:
            read.answers[item.link_id] = _value(of, item, given, digits=digits)
        except Refused as refused:
            reason = refused.reasons[0]
            read.reasons.append(
                Reason(
                    reason.code,
                    _("Question {number}: {why}"),
                    params={"number": number, "why": in_words(reason)},
                    field_name=item.link_id,
                )
            )
    return read


def _values(posted: Mapping[str, Any], name: str) -> list[str]:
    found = posted.getlist(name) if hasattr(posted, "getlist") else posted.get(name, [])
    return [str(value).strip() for value in found if str(value).strip()]


def _value(of: Instrument, item: Item, given: list[str], *, digits: bool) -> int | None:
    if not given:
        return None
    if digits and not item.multiple:
        parsed = parse_answer(of, item, given[0])
        if parsed.kind is AnswerKind.WRONG and parsed.error is not None:
            raise Refused((parsed.error,))
        return parsed.value
    return value_of(given, item, of)


class PaperForm(forms.Form):
    """The day on the paper and, when it stands there, its sum."""

    total_name = "total_on_paper"
    on_month = forms.CharField(required=False)
    on_day = forms.CharField(required=False)
    on_year = forms.CharField(required=False)
    total_on_paper = forms.CharField(required=False, max_length=6)

    def day_and_total(self) -> tuple[date | None, float | None]:
        """The day and the sum; an unreadable one is refused in words."""
        self.is_valid()
        total = self._total()
        typed = [self.cleaned_data.get(f"on_{part}", "") for part in ("year", "month", "day")]
        if not all(typed):
            return None, total
        try:
            return date(*(int(part) for part in typed)), total
        except ValueError:
            text = _("We couldn't read that date. Example: 3 14 2027")
            raise refuse("bad_day", text, field_name="on") from None

    def _total(self) -> float | None:
        typed = self.cleaned_data.get(self.total_name, "").strip()
        if not typed:
            return None
        try:
            total = float(typed)
        except ValueError:
            total = nan
        if not isfinite(total):
            text = _("We couldn't read that sum. Write a number, or leave it empty.")
            raise refuse("bad_total", text, field_name=self.total_name)
        return total


class TotalForm(PaperForm):
    """The day of a form filled in elsewhere, and its total."""

    total_name = "total"
    form_id = forms.CharField(required=False)
    total = forms.CharField(required=False, max_length=8)
