"""What the pages of the money side send; what is wrong with it, the rules say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as say

from openiop.coverage.queries import PolicyTold
from openiop.domain.coverage.authorization import AuthorizationStatus, Authorized
from openiop.domain.coverage.benefits import (
    Answer,
    Benefits,
    Figure,
    FigureKind,
    FigureSource,
    Question,
)
from openiop.domain.coverage.codes import IOP_CODES, CodeSystem, Counted
from openiop.domain.coverage.estimate import Days
from openiop.domain.coverage.policy import Holder, LeakStep, PayerKind
from openiop.domain.coverage.self_pay import Band, FeeTable
from openiop.domain.decision import Reason
from openiop.domain.words import Word
from openiop.privacy.web import in_words

F = TypeVar("F", bound=forms.Form)

BANDS = 5
MONEY_MOST = Decimal(999_999)

_say = lazy(gettext, str)


class Money(forms.CharField):
    """An amount as people write it: 1,250.50 or $1250.5."""

    def __init__(self, label: Any, hint: Any = "", *, needed: bool = False) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "nhsuk-input--width-5"}
        super().__init__(
            label=label,
            help_text=hint,
            required=needed,
            max_length=20,
            widget=forms.TextInput(attrs=attrs),
            error_messages={"required": say("Write an amount, like 250.")},
        )

    def clean(self, value: Any) -> Decimal | None:
        """The amount, or None when nothing was written."""
        written = re.sub(r"[$,%\s]", "", super().clean(value) or "")
        if not written:
            return None
        try:
            amount = Decimal(written)
        except InvalidOperation:
            raise forms.ValidationError(say("Write an amount, like 250 or 250.50.")) from None
        if not amount.is_finite() or not 0 <= amount <= MONEY_MOST:
            raise forms.ValidationError(say("Write an amount between 0 and 999,999."))
        return amount.quantize(Decimal("0.01"))


def _text(label: Any, hint: Any = "", *, longest: int = 120) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=longest,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": say("This is too long. Say it shorter.")},
    )


def _one_of(label: Any, words: Iterable[Word]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[(str(word), _say(word.label)) for word in words],
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
        error_messages={"required": say("Choose one."), "invalid_choice": say("Choose one.")},
    )


def _day(label: Any) -> forms.DateField:
    wrong = say("We couldn't read that date. Example: 3/14/2027")
    return forms.DateField(
        label=label,
        input_formats=("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y"),
        error_messages={"invalid": wrong, "required": wrong},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def _number(label: Any, hint: Any = "") -> forms.IntegerField:
    wrong = say("Write a whole number, like 12.")
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=False,
        min_value=0,
        max_value=9999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-3"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
    )


def with_reasons(form: F, reasons: Iterable[Reason]) -> F:
    """The form with each reason at its field."""
    for reason in reasons:
        known = reason.field_name if reason.field_name in form.fields else None
        form.add_error(known, in_words(reason))
    return form


class PolicyForm(forms.Form):
    """A policy that may pay for her."""

    payer = _text(say("Name of the plan"))
    payer_kind = _one_of(say("Kind of payer"), PayerKind)
    holder = _one_of(say("Whose policy is it?"), Holder)
    holder_name = _text(say("Policyholder's name, if it is not hers"))
    member_number = _text(say("Member number"), longest=40)
    group_number = _text(say("Group number"), longest=40)
    phone = _text(say("Phone for providers"), longest=40)

    def told(self) -> dict[str, Any]:
        """As the action wants it."""
        given = dict(self.cleaned_data)
        kind = PayerKind(given.pop("payer_kind"))
        return {
            "payer_kind": kind,
            "told": PolicyTold(**given | {"holder": Holder(given["holder"])}),
        }


class WhyForm(forms.Form):
    """Why something is taken off."""

    why = _text(say("Why"), longest=300)


class LetterStepForm(forms.Form):
    """What was done about the plan's letters."""

    step = _one_of(say("What was done"), LeakStep)
    on = _day(say("On"))
    words = _text(say("With whom, what was said (optional)"), longest=300)

    def told(self) -> dict[str, Any]:
        """As the action wants it."""
        return {**self.cleaned_data, "step": LeakStep(self.cleaned_data["step"])}


class WorksheetForm(forms.Form):
    """What the plan said: questions, figures with their sources, codes."""

    verified_on = _day(say("Asked on"))
    spoke_with = _text(say("Who said it"))
    reference = _text(say("Reference of the call"), longest=60)
    days_most = _number(say("Days a year at most"), say("Empty: no limit was named."))
    codes = forms.MultipleChoiceField(
        label=say("Codes the plan said it covers"),
        required=False,
        choices=[
            (each.code, f"{each.code} · {each.used_for}")
            for each in IOP_CODES
            if each.system is not CodeSystem.CONDITION
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    words = _text(say("What else was said (optional)"), longest=400)

    def __init__(self, posted: Any, *, before: Benefits | None, **options: Any) -> None:
        super().__init__(posted, **options)
        for question in Question:
            self.fields[f"q_{question}"] = forms.ChoiceField(
                label=_say(question.label),
                choices=[(str(answer), _say(answer.label)) for answer in Answer],
                required=False,
                widget=forms.Select(attrs={"class": "nhsuk-select"}),
                initial=str(before.said(question)) if before else str(Answer.NOT_KNOWN),
            )
        for kind in FigureKind:
            figure = before.figures.get(kind) if before else None
            self.fields[str(kind)] = Money(_say(kind.label))
            self.fields[str(kind)].initial = str(figure.amount) if figure else ""
            self.fields[f"{kind}_source"] = forms.ChoiceField(
                label=say("Who says so"),
                choices=[(str(source), _say(source.label)) for source in FigureSource],
                required=False,
                widget=forms.Select(attrs={"class": "nhsuk-select"}),
                initial=str(figure.source if figure else FigureSource.PLAN_CALL),
            )
        if before:
            self.fields["codes"].initial = sorted(before.codes)
            self.fields["days_most"].initial = before.days_most

    def questions(self) -> list[forms.BoundField]:
        """The questions, in order."""
        return [self[f"q_{question}"] for question in Question]

    def figures(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each figure with its source."""
        return [(self[str(kind)], self[f"{kind}_source"]) for kind in FigureKind]

    def told(self) -> dict[str, Any]:
        """As the action wants it."""
        given = self.cleaned_data
        benefits = Benefits(
            verified_on=given["verified_on"],
            answers={
                question: Answer(given[f"q_{question}"] or Answer.NOT_KNOWN)
                for question in Question
            },
            figures={
                kind: Figure(
                    given[str(kind)],
                    FigureSource(given[f"{kind}_source"] or FigureSource.OUR_GUESS),
                )
                for kind in FigureKind
                if given[str(kind)] is not None
            },
            codes=frozenset(given["codes"]),
            days_most=given["days_most"],
        )
        said = {name: given[name] for name in ("spoke_with", "reference", "words")}
        return {"benefits": benefits, **said}


class AuthorizationForm(forms.Form):
    """What the plan authorized."""

    status = _one_of(
        say("What the plan said"),
        [each for each in AuthorizationStatus if each is not AuthorizationStatus.WITHDRAWN],
    )
    number = _text(say("Number of the authorization"), longest=40)
    code = _text(say("Code"), say("Like S9480 or 0905."), longest=10)
    units = _number(say("How many"))
    counted = _one_of(say("Of what"), Counted)
    from_on = _day(say("From"))
    until_on = _day(say("Last covered day"))
    most_a_week = _number(say("At most a week (optional)"))
    words = _text(say("Who said it, reference, what changed"), longest=300)

    def told(self) -> dict[str, Any]:
        """As the action wants it."""
        given = self.cleaned_data
        facts = Authorized(
            status=AuthorizationStatus(given["status"]),
            counted=Counted(given["counted"]),
            units=given["units"] or 0,
            from_on=given["from_on"],
            until_on=given["until_on"],
            code=given["code"].strip().upper(),
            most_a_week=given["most_a_week"],
        )
        return {"facts": facts, "number": given["number"], "words": given["words"]}


class SelfPayForm(forms.Form):
    """She pays herself."""

    from_on = _day(say("From"))
    household = _number(say("How many live on the income (optional)"))
    income = Money(say("Income of a year (optional)"), say("She does not have to say."))
    words = _text(say("What was agreed (optional)"), longest=300)

    def told(self) -> dict[str, Any]:
        """As the action wants it."""
        return dict(self.cleaned_data)


class EstimateForm(forms.Form):
    """For how many days an estimate is given."""

    low = _number(say("Fewest days"))
    high = _number(say("Most days"))

    def days(self) -> Days:
        """As the action wants it."""
        return Days(self.cleaned_data["low"] or 0, self.cleaned_data["high"] or 0)


class FeesForm(forms.Form):
    """A version of the site's own fees."""

    from_on = _day(say("From"))
    full_fee = Money(say("Full fee for a day"), needed=True)
    guideline_year = _number(say("Poverty guideline of the year"))
    guideline_one = Money(say("Guideline for one person"), needed=True)
    guideline_each_more = Money(say("For each further person"), needed=True)

    def __init__(self, posted: Any, *, before: FeeTable | None, **options: Any) -> None:
        super().__init__(posted, **options)
        table = before or FeeTable(Decimal(0))
        self.initial = {
            **self.initial,
            "full_fee": table.full_fee_a_day if before else "",
            "guideline_year": table.guideline_year,
            "guideline_one": table.guideline_one,
            "guideline_each_more": table.guideline_each_more,
        }
        for n in range(BANDS):
            band = table.bands[n] if n < len(table.bands) else None
            self.fields[f"limit_{n}"] = _number(say("Up to percent of the guideline"))
            self.fields[f"limit_{n}"].initial = band.up_to_percent if band else None
            self.fields[f"fee_{n}"] = Money(say("Fee for a day"))
            self.fields[f"fee_{n}"].initial = band.fee_a_day if band else ""

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The bands."""
        return [(self[f"limit_{n}"], self[f"fee_{n}"]) for n in range(BANDS)]

    def clean(self) -> dict[str, Any]:
        """A band has both its limit and its fee."""
        super().clean()
        for n in range(BANDS):
            limit, fee = self.cleaned_data.get(f"limit_{n}"), self.cleaned_data.get(f"fee_{n}")
            if (limit is None) != (fee is None) and not self.errors:
                self.add_error(f"fee_{n}", say("Write both the limit and the fee, or neither."))
        return self.cleaned_data

    def table(self) -> FeeTable:
        """As the action wants it."""
        given = self.cleaned_data
        return FeeTable(
            full_fee_a_day=given["full_fee"],
            bands=tuple(
                Band(given[f"limit_{n}"], given[f"fee_{n}"])
                for n in range(BANDS)
                if given[f"limit_{n}"] is not None
            ),
            guideline_year=given["guideline_year"] or FeeTable(Decimal(0)).guideline_year,
            guideline_one=given["guideline_one"],
            guideline_each_more=given["guideline_each_more"],
        )
