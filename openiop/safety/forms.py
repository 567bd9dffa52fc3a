"""What staff choose and write about alerts, private checks and imported answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext

from openiop.domain.contact_profile import DAY_WORDS
from openiop.domain.decision import refuse
from openiop.domain.incident import IncidentKind
from openiop.domain.private_check import CheckOutcome
from openiop.domain.risk_assessment import (
    Access,
    AssessmentFacts,
    Ideation,
    Intent,
    Means,
    NextStep,
    PlanState,
)
from openiop.domain.safety import Action, Disposition, SafetyRules
from openiop.domain.safety_times import SAFETY_LIMITS, Limit
from openiop.domain.staff_call import CallBy
from openiop.domain.text import _
from openiop.domain.words import Level, Word

WORDS_MAX = 2000
NO_TIME = _("We couldn't read that time. Example: 18:00")
NO_DATE = _("We couldn't read that date. Example: 2027-01-04")


def one_of(words: type[Word]) -> forms.TypedChoiceField:
    """A field that gives one of our words, or None; the action says what must be chosen."""
    return forms.TypedChoiceField(
        choices=[(str(word), word.label) for word in words],
        coerce=words,
        empty_value=None,
        required=False,
    )


class _Given(forms.Form):
    def typed(self) -> dict[str, Any]:
        """What could be read; an unknown choice is no choice."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields} | {
            "words": self.data.get("words", "").strip()
        }

    def given(self) -> dict[str, Any]:
        """What was said, once it is short enough to be kept."""
        typed = self.typed()
        if len(typed["words"]) > WORDS_MAX:
            raise refuse(
                "too_long",
                _("Please shorten your words to {limit} characters. They have {count}."),
                field_name="words",
                limit=WORDS_MAX,
                count=len(typed["words"]),
            )
        return typed


class AnswerForm(_Given):
    """What was done about an alert, how it stands, and when somebody looks again."""

    what = one_of(Action)
    disposition = one_of(Disposition)
    words = forms.CharField(required=False)
    second_look_on = forms.DateField(required=False)


class WordsForm(_Given):
    """A sentence."""

    words = forms.CharField(required=False)


class CheckForm(_Given):
    """How a private check went."""

    outcome = one_of(CheckOutcome)
    words = forms.CharField(required=False)


# The program's own times


def _number(limit: Limit, value: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=limit.label,
        initial=value,
        help_text=gettext("{unit}, {least} to {most}").format(
            unit=gettext(limit.unit), least=limit.least, most=limit.most
        ),
        widget=forms.NumberInput(attrs={"class": "nhsuk-input nhsuk-input--width-4"}),
        error_messages={"required": _("Write a number."), "invalid": _("Write a whole number.")},
    )


class TimesForm(forms.Form):
    """Every time a program may set for itself, in the order of what happens."""

    def __init__(self, data: Mapping[str, Any] | None, rules: SafetyRules) -> None:
        super().__init__(data, auto_id="times_%s")
        for limit in SAFETY_LIMITS.times:
            self.fields[limit.field] = _number(limit, getattr(rules, limit.field))
            self.fields[limit.field].label = gettext(limit.label)
        self.fields["monitored_weekdays"] = forms.TypedMultipleChoiceField(
            label=gettext("Somebody reads on"),
            choices=[(n, gettext(word)) for n, word in enumerate(DAY_WORDS)],
            coerce=int,
            required=False,
            initial=sorted(rules.monitored_weekdays),
            widget=forms.CheckboxSelectMultiple,
        )
        for name, label, value in (
            ("monitored_from", gettext("From"), rules.monitored_from),
            ("monitored_until", gettext("Until"), rules.monitored_until),
        ):
            self.fields[name] = forms.TimeField(
                label=label,
                initial=value.strftime("%H:%M"),
                widget=forms.TimeInput(attrs={"class": "nhsuk-input nhsuk-input--width-5"}),
                error_messages={"required": NO_TIME, "invalid": NO_TIME},
            )
        self.fields["closed_on"] = forms.CharField(
            label=gettext("Days on which nobody reads"),
            help_text=gettext("One date a line, such as 2027-01-01"),
            required=False,
            initial="\n".join(sorted(day.isoformat() for day in rules.closed_on)),
            widget=forms.Textarea(attrs={"rows": 3, "class": "nhsuk-textarea"}),
        )
        self.fields["from_on"] = forms.DateField(
            label=gettext("Holds from"),
            help_text=gettext("A date such as 2027-01-04; empty: from now on"),
            required=False,
            widget=forms.DateInput(attrs={"class": "nhsuk-input nhsuk-input--width-10"}),
            error_messages={"invalid": NO_DATE},
        )
        self.fields["why"] = forms.CharField(
            label=gettext("Why does it change?"),
            required=False,
            max_length=300,
            widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
        )

    def clean_closed_on(self) -> frozenset[date]:
        """The dates, one a line."""
        try:
            words = str(self.cleaned_data["closed_on"]).split()
            return frozenset(date.fromisoformat(word) for word in words)
        except ValueError:
            raise forms.ValidationError(gettext(NO_DATE)) from None

    def rules(self, standing: SafetyRules) -> SafetyRules:
        """The times as they would hold."""
        told = self.cleaned_data
        return replace(
            standing,
            **{limit.field: told[limit.field] for limit in SAFETY_LIMITS.times},
            monitored_weekdays=frozenset(told["monitored_weekdays"]),
            monitored_from=told["monitored_from"],
            monitored_until=told["monitored_until"],
            closed_on=told["closed_on"],
        )


class ShiftForm(forms.Form):
    """Who is on call, on which days, from when until when."""

    def __init__(
        self, data: Mapping[str, Any] | None, people: Iterable[tuple[UUID, str]] = ()
    ) -> None:
        super().__init__(data, auto_id="shift_%s")
        choice = forms.TypedChoiceField(
            label=gettext("Who"),
            choices=[("", gettext("Choose")), *((str(pk), name) for pk, name in people)],
            coerce=UUID,
            empty_value=None,
            required=False,
            widget=forms.Select(attrs={"class": "nhsuk-select"}),
        )
        self.fields["staff_id"] = choice
        self.fields["weekdays"] = forms.TypedMultipleChoiceField(
            label=gettext("On"),
            choices=[(n, gettext(word)) for n, word in enumerate(DAY_WORDS)],
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        for name, label in (("starts", gettext("From")), ("ends", gettext("Until"))):
            self.fields[name] = forms.TimeField(
                label=label,
                required=False,
                help_text=gettext("Such as 18:00; it may run past midnight")
                if name == "ends"
                else "",
                widget=forms.TimeInput(attrs={"class": "nhsuk-input nhsuk-input--width-5"}),
                error_messages={"invalid": NO_TIME},
            )

    def given(self) -> dict[str, Any]:
        """What was chosen; what could not be read is nothing."""
        self.is_valid()
        told = self.cleaned_data
        return {
            "staff_id": told.get("staff_id"),
            "weekdays": told.get("weekdays") or [],
            "starts": told.get("starts"),
            "ends": told.get("ends"),
        }


class OwnCallForm(_Given):
    """How the person who is signed in is called when she is not."""

    by_way = one_of(CallBy)
    address = forms.CharField(required=False, max_length=120)


class IncidentForm(_Given):
    """What happened, who was there, what was done, who was told, and who sees to it."""

    kind = one_of(IncidentKind)
    day = forms.DateField(required=False)
    clock = forms.TimeField(required=False)
    place = forms.CharField(required=False, max_length=80)
    what = forms.CharField(required=False, max_length=WORDS_MAX)
    who = forms.CharField(required=False, max_length=WORDS_MAX)
    immediate = forms.CharField(required=False, max_length=WORDS_MAX)
    notified = forms.CharField(required=False, max_length=WORDS_MAX)
    follow_up_id = forms.UUIDField(required=False)

    def told(self) -> dict[str, str]:
        """The words of the report."""
        typed = self.typed()
        return {name: typed[name] or "" for name in ("what", "who", "immediate", "notified")}


class AssessForm(_Given):
    """The four questions, what holds her, the level, the reasons and the next step."""

    ideation = one_of(Ideation)
    intent = one_of(Intent)
    plan = one_of(PlanState)
    access = one_of(Access)
    level = one_of(Level)
    next_step = one_of(NextStep)
    protective = forms.CharField(required=False, max_length=WORDS_MAX)
    reasons = forms.CharField(required=False, max_length=WORDS_MAX)
    next_on = forms.DateField(required=False)

    def facts(self) -> AssessmentFacts:
        """What was found, as the rule asks it."""
        told = self.typed()
        told.pop("words")
        for name in ("protective", "reasons"):
            told[name] = told[name] or ""
        return AssessmentFacts(floor=None, **told)


class MeansForm(_Given):
    """What was talked about to make the place safer."""

    means = forms.TypedMultipleChoiceField(
        choices=[(str(each), each.label) for each in Means], coerce=Means, required=False
    )
    plan = forms.CharField(required=False, max_length=WORDS_MAX)
    helps = forms.CharField(required=False, max_length=200)
    recheck_on = forms.DateField(required=False)
