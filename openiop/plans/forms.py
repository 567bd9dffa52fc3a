"""What the pages of the plan send: one small form for each kind of line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as say_now
from django.utils.translation import gettext_lazy as say

from openiop.base.web import choose_from
from openiop.domain.care.plan import (
    SECTIONS,
    Barrier,
    BarrierKind,
    Entry,
    Intervention,
    Line,
    Objective,
    PlanBody,
    PlannedGoal,
    Problem,
    ServiceType,
    Signer,
)
from openiop.domain.words import Word

from .queries import measures_to_choose


def _choices(words: type[Word], empty: str = "") -> list[tuple[str, str]]:
    shown = [(str(each), say_now(each.label)) for each in words]
    return [("", empty), *shown]


def _area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class EntryForm(forms.Form):
    """One line of a plan."""

    def __init__(self, *args: Any, body: PlanBody, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fit(body)

    def fit(self, body: PlanBody) -> None:
        """Offer what this plan has to choose from."""

    def told(self) -> dict[str, Any]:
        """What was sent, as the line keeps it."""
        return {name: self.cleaned_data[name] for name in self.fields}


class LineForm(EntryForm):
    """A strength, a preference or a problem: words."""

    words = forms.CharField(
        label=say("In a few words"), max_length=500, required=False, widget=_area()
    )


class GoalForm(EntryForm):
    """A goal: her words, ours, the problem it is about, and how we will see it."""

    her_words = forms.CharField(
        label=say("In her own words"), max_length=300, required=False, widget=_area()
    )
    our_words = forms.CharField(
        label=say("In clinical words"), max_length=300, required=False, widget=_area()
    )
    problems = forms.MultipleChoiceField(
        label=say("Which problem is it about?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    measure = forms.ChoiceField(
        label=say("Which questionnaire shows whether it gets better?"), required=False
    )
    observable = forms.CharField(
        label=say("Or what would she, or we, see?"), max_length=300, required=False
    )

    def fit(self, body: PlanBody) -> None:
        """Her problems, and the questionnaires that have a picture."""
        choose_from(self, "problems", [(each.id, each.words) for each in body.problems])
        choose_from(self, "measure", [("", say_now("None")), *sorted(measures_to_choose().items())])
        if not body.problems:
            del self.fields["problems"]

    def told(self) -> dict[str, Any]:
        """What was sent; a list is a tuple in a plan."""
        return super().told() | {"problems": tuple(self.cleaned_data.get("problems", ()))}


class ObjectiveForm(EntryForm):
    """A step toward a goal that can be told as done, by a day."""

    goal = forms.ChoiceField(label=say("Toward which goal?"), required=False)
    words = forms.CharField(
        label=say("What will she do or be able to do?"),
        help_text=say("So that two people would agree whether it is done."),
        max_length=300,
        required=False,
        widget=_area(),
    )
    measured_by = forms.CharField(label=say("How is it measured?"), max_length=200, required=False)
    by_on = forms.CharField(
        label=say("By which day?"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    practice = forms.CharField(
        label=say("What does she practice for it?"),
        help_text=say("In words she uses; she reads it on her page."),
        max_length=200,
        required=False,
    )

    def fit(self, body: PlanBody) -> None:
        """Her goals."""
        choose_from(self, "goal", [(each.id, each.her_words) for each in body.goals])


class InterventionForm(EntryForm):
    """What the program does: type, amount, frequency and duration."""

    service = forms.ChoiceField(label=say("Service"), required=False)
    goal = forms.ChoiceField(label=say("For which goal?"), required=False)
    words = forms.CharField(label=say("What is done in it?"), max_length=300, required=False)
    minutes = forms.IntegerField(label=say("Minutes each time"), required=False)
    times_a_week = forms.IntegerField(label=say("Times a week"), required=False)
    weeks = forms.IntegerField(label=say("For how many weeks"), required=False)

    def fit(self, body: PlanBody) -> None:
        """The services a plan may order, and her goals."""
        choose_from(self, "service", _choices(ServiceType, say_now("Choose")))
        goals = [(each.id, each.her_words) for each in body.goals]
        choose_from(self, "goal", [("", say_now("All goals")), *goals])

    def told(self) -> dict[str, Any]:
        """What was sent; an empty number is nought."""
        sent = super().told()
        numbers = {name: sent[name] or 0 for name in ("minutes", "times_a_week", "weeks")}
        return sent | numbers


class BarrierForm(EntryForm):
    """What makes coming hard, and what we do about it."""

    kind = forms.ChoiceField(label=say("What makes coming hard?"), required=False)
    words = forms.CharField(label=say("In a few words"), max_length=300, required=False)
    what_helps = forms.CharField(label=say("What helps?"), max_length=300, required=False)

    def fit(self, body: PlanBody) -> None:
        """The kinds of barriers."""
        choose_from(self, "kind", _choices(BarrierKind, say_now("Choose")))


FORMS: dict[str, type[EntryForm]] = {
    "problems": LineForm,
    "goals": GoalForm,
    "objectives": ObjectiveForm,
    "interventions": InterventionForm,
    "strengths": LineForm,
    "preferences": LineForm,
    "barriers": BarrierForm,
}


def entry_form(
    section: str, body: PlanBody, sent: Any = None, entry: object | None = None, goal: str = ""
) -> EntryForm:
    """The form of one line, empty, filled from the plan, or as it was sent."""
    known = (Problem, PlannedGoal, Objective, Intervention, Barrier, Line)
    first = asdict(entry) if isinstance(entry, known) else {"goal": goal}
    return FORMS[section](sent, body=body, initial=first)


def entry_from(section: str, form: EntryForm, entry_id: str) -> Entry:
    """The line as it was sent."""
    return SECTIONS[section](id=entry_id, **form.told())


class ReviewForm(forms.Form):
    """What the team looked at."""

    words = forms.CharField(
        label=say("What did you look at, and what stands?"),
        max_length=1000,
        required=False,
        widget=_area(3),
    )


class PaperForm(forms.Form):
    """A signature that was given on paper."""

    who = forms.ChoiceField(label=say("Whose signature?"), required=False)
    name = forms.CharField(label=say("Name as signed"), max_length=200, required=False)
    on = forms.DateField(
        label=say("Date of the signature"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, owed: Sequence[Signer], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {"on": today.isoformat()}
        on_paper = [who for who in owed if who is not Signer.STAFF]
        choose_from(self, "who", [(str(who), say_now(who.label)) for who in on_paper])
