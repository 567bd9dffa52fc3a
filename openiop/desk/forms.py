"""What staff type on the pages of the desk."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms

from openiop.domain.measures.cssrs_screener import CSSRS_SCREENER
from openiop.safety.queries.plans import PLAN_HEADINGS, PLAN_LISTS, Plan

LINES_MAX = 4000
ANSWERS = {"0": 0, "1": 1}


class PlanForm(forms.Form):
    """The six steps and what is worth living for, one line each."""

    def __init__(self, data: Mapping[str, str] | None = None, plan: Plan | None = None) -> None:
        super().__init__(data, initial=_typed(plan) if plan else None, auto_id="plan_%s")
        for key in (*PLAN_LISTS, "reason_to_live"):
            self.fields[key] = forms.CharField(
                label=PLAN_HEADINGS[key],
                required=False,
                max_length=LINES_MAX,
                widget=forms.Textarea(attrs={"rows": 3, "class": "nhsuk-textarea"}),
            )

    def content(self) -> dict[str, list[str] | str]:
        """What was typed, as a safety plan is saved."""
        return {key: self.cleaned_data.get(key, "") for key in self.fields}

    def begun_from(self) -> int | None:
        """The version these words were begun from; 0: there was none yet."""
        number = self.data.get("begun_from", "")
        return int(number) if number.isdigit() else None


def _typed(plan: Plan) -> dict[str, str]:
    lists = {key: "\n".join(getattr(plan.facts, key)) for key in PLAN_LISTS}
    return {**lists, "reason_to_live": plan.reason_to_live}


def screen_answers(posted: Mapping[str, str]) -> dict[str, int | None]:
    """The answers to the questions the answers before them led to; left open is None."""
    answers: dict[str, int | None] = {}
    for item in CSSRS_SCREENER.items:
        if CSSRS_SCREENER.is_asked(item, answers):
            answers[item.link_id] = ANSWERS.get(posted.get(item.link_id, ""))
    return answers
