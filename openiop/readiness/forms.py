"""What is typed on the pages of readiness."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as say

from openiop.domain.readiness.barriers import NEEDED, Pressure, Tried
from openiop.domain.readiness.rules import LIMITS, ReadinessRules
from openiop.domain.readiness.taper import ReturnAnswer, Step
from openiop.domain.readiness.words import NO, YES, Agrees, Position, ToldKind
from openiop.safety.queries.people import staff_here

WORDS_MAX = 1000


def _positions() -> list[tuple[str, str]]:
    return [(str(each), gettext(each.label)) for each in Position]


def _words(label: Any, rows: int = 2) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=WORDS_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class PositionForm(forms.Form):
    """Where the team sees a criterion."""

    position = forms.ChoiceField(label=say("Where do you see it?"), widget=forms.RadioSelect)
    words = _words(say("In a sentence"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["position"].choices = _positions()  # type: ignore[attr-defined]  # a choice field has choices


class TogetherForm(forms.Form):
    """One criterion on the screen both look at; she first."""

    her_position = forms.ChoiceField(label="", required=False, widget=forms.RadioSelect)
    her_words = _words(say("In her own words"))
    team_position = forms.ChoiceField(
        label=say("And your team?"), required=False, widget=forms.RadioSelect
    )
    team_words = _words(say("In a sentence"))

    def __init__(self, *args: Any, question: str = "", hint: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("her_position", "team_position"):
            self.fields[name].choices = _positions()  # type: ignore[attr-defined]  # as above
        self.fields["her_position"].label = question
        self.fields["her_position"].help_text = hint


class HerPositionForm(forms.Form):
    """Where she sees one criterion, in her words."""

    position = forms.ChoiceField(label="", required=False, widget=forms.RadioSelect)
    words = _words(say("In your own words"))

    def __init__(self, *args: Any, question: str = "", hint: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["position"].choices = _positions()  # type: ignore[attr-defined]  # as above
        self.fields["position"].label = question
        self.fields["position"].help_text = hint


class HerWordForm(forms.Form):
    """How sure she is, and whether she agrees."""

    confidence = forms.TypedChoiceField(
        label=say("How sure do you feel that you can manage with less help?"),
        help_text=say("0 is not at all, 10 is very sure."),
        choices=[(n, str(n)) for n in range(11)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    agrees = forms.ChoiceField(
        label=say("Does it feel right to come on fewer days?"),
        required=False,
        widget=forms.RadioSelect,
    )
    words = _words(say("Anything you want to say about it"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agrees"].choices = [(str(e), gettext(e.label)) for e in Agrees]  # type: ignore[attr-defined]  # as above


class AgreeForm(forms.Form):
    """What would need to be true, who looks again, when."""

    needed = _words(say("What would need to be true before the next step?"), rows=3)
    who = forms.TypedChoiceField(
        label=say("Who looks again?"), coerce=UUID, empty_value=None, required=False
    )
    again_on = _day(say("When?"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = [("", gettext("Choose somebody"))]
        self.fields["who"].choices = names + [(str(id_), name) for id_, name in staff_here()]  # type: ignore[attr-defined]  # as above


class ToldForm(forms.Form):
    """One thing that was asked."""

    answer = forms.ChoiceField(label="", required=False, widget=forms.RadioSelect)
    about_on = _day(say("Which day?"))
    words = _words(say("In words"))

    def __init__(self, *args: Any, kind: ToldKind, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["answer"].label = gettext(kind.label)
        answers = [(YES, gettext("Yes")), (NO, gettext("No"))]
        if kind is ToldKind.SKILLS_RATING:
            answers = [(str(n), str(n)) for n in range(1, 6)]
            self.fields["answer"].help_text = gettext(
                "1 is hardly yet, 5 is as a matter of course."
            )
        self.fields["answer"].choices = answers  # type: ignore[attr-defined]  # as above
        if kind is ToldKind.FIRST_VISIT:
            self.fields["about_on"].label = gettext("Which day is the visit?")
        elif kind is ToldKind.CRISIS_USE:
            self.fields["about_on"].label = gettext("Which day was it?")
        else:
            del self.fields["about_on"]


WEEKDAYS = (
    (0, say("Mon")),
    (1, say("Tue")),
    (2, say("Wed")),
    (3, say("Thu")),
    (4, say("Fri")),
)
STEPS_MOST = 3


class TaperForm(forms.Form):
    """The steps of a taper: from when on, on which days; an empty step is left out."""

    def __init__(self, *args: Any, steps: Iterable[Step] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        told = list(steps)
        for number in range(1, STEPS_MOST + 1):
            step = told[number - 1] if number <= len(told) else None
            on = _day(gettext("Step {n}, from").format(n=number))
            on.initial = step.from_on if step else None
            self.fields[f"from_{number}"] = on
            self.fields[f"days_{number}"] = forms.TypedMultipleChoiceField(
                label=gettext("Days of step {n}").format(n=number),
                choices=WEEKDAYS,
                coerce=int,
                required=False,
                initial=list(step.weekdays) if step else [],
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["why"] = _words(gettext("Why now? She reads it too."))

    @property
    def steps(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields, step by step."""
        return [(self[f"from_{n}"], self[f"days_{n}"]) for n in range(1, STEPS_MOST + 1)]

    def asked(self) -> tuple[Step, ...]:
        """The steps as they were typed."""
        told = [
            (self.cleaned_data.get(f"from_{n}"), self.cleaned_data.get(f"days_{n}") or [])
            for n in range(1, STEPS_MOST + 1)
        ]
        return tuple(Step(on, tuple(sorted(days))) for on, days in told if isinstance(on, date))


class WhyForm(forms.Form):
    """A sentence why."""

    why = _words(say("Why?"))


class ReturnForm(forms.Form):
    """What the team decided about a case that came back."""

    answer = forms.ChoiceField(
        label=say("What did you decide?"), required=False, widget=forms.RadioSelect
    )
    words = _words(say("Why, in a sentence"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["answer"].choices = [(str(e), gettext(e.label)) for e in ReturnAnswer]  # type: ignore[attr-defined]  # as above


class BarrierForm(forms.Form):
    """What was asked and offered before an end that is not hers."""

    tried = forms.MultipleChoiceField(
        label=say("What was asked and offered?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    words = _words(say("What did she say?"), rows=3)

    def __init__(self, *args: Any, pressure: Pressure, **options: Any) -> None:
        super().__init__(*args, **options)
        first = NEEDED[pressure]
        others = [each for each in Tried if each not in first]
        self.fields["tried"].choices = [  # type: ignore[attr-defined]  # as above
            (str(each), gettext(each.label) + (" *" if each in first else ""))
            for each in (*first, *others)
        ]
        self.fields["tried"].help_text = gettext("Those with * are needed.")


class NumbersForm(forms.Form):
    """The site's own numbers of readiness."""

    why = forms.CharField(label=say("Why does it change?"), max_length=300, required=False)

    def __init__(self, *args: Any, rules: ReadinessRules, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rules = rules
        for limit in LIMITS:
            self.fields[limit.field] = forms.IntegerField(
                label=gettext(limit.label),
                help_text=gettext("{least} to {most} {unit}").format(
                    least=limit.least, most=limit.most, unit=gettext(limit.unit)
                ),
                initial=getattr(rules, limit.field),
            )
        self.order_fields([limit.field for limit in LIMITS])

    @property
    def numbers(self) -> list[forms.BoundField]:
        """The numbers, in order."""
        return [self[limit.field] for limit in LIMITS]

    def asked(self) -> ReadinessRules:
        """The set as it was typed."""
        told = {limit.field: self.cleaned_data[limit.field] for limit in LIMITS}
        return replace(self.rules, **told)
