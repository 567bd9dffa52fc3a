"""What the pages of leaving send."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as say

from openiop.base import clock
from openiop.domain.discharge.aftercare import (
    NEVER_LEFT_OUT,
    WRITTEN,
    AftercareBody,
    Element,
    SignAndDeed,
)
from openiop.domain.discharge.visits import StepAsked, VisitKind, VisitState
from openiop.domain.episode import StayEnd
from openiop.domain.words import Channel

SIGNS = 5
"""So many early signs fit on one page of hers."""

HINTS: dict[Element, Any] = {
    Element.SUPPLY: say("How many days, and from when."),
    Element.PRESCRIBER: say("Name, place, phone."),
    Element.SKILLS: say("One a line, in her words."),
    Element.SUPPORTS: say("Who, and what each of them does for her."),
    Element.GROUPS: say("Name, day, place."),
    Element.WORK: say("What she goes back to, when, and with which allowances."),
    Element.CHILDCARE: say("Who has the children when; which benefits run until when."),
    Element.RETURN: say("In which case she comes back, and how."),
}


class PlanForm(forms.Form):
    """Her plan for afterwards."""

    hard_times = forms.CharField(
        label=say("Times she expects to be hard"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        body: AftercareBody,
        responsible_id: UUID | None,
        staff: list[tuple[UUID, str]],
        **options: Any,
    ) -> None:
        initial: dict[str, Any] = {"hard_times": body.hard_times}
        for n in range(SIGNS):
            each = body.signs[n] if n < len(body.signs) else SignAndDeed("")
            initial |= {f"sign_{n}": each.sign, f"deed_{n}": each.deed, f"tell_{n}": each.tell}
        initial["responsible"] = str(responsible_id) if responsible_id else ""
        options["initial"] = initial
        super().__init__(*args, **options)
        for n in range(SIGNS):
            for name, label in (
                ("sign", say("She notices")),
                ("deed", say("She does")),
                ("tell", say("She tells")),
            ):
                self.fields[f"{name}_{n}"] = forms.CharField(
                    label=label, max_length=200, required=False
                )
        for element in WRITTEN:
            self.fields[f"text_{element}"] = forms.CharField(
                label=say(element.label),
                help_text=HINTS[element],
                max_length=2000,
                required=False,
                initial=body.texts.get(element, ""),
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        for element in Element:
            if element not in NEVER_LEFT_OUT:
                self.fields[f"not_{element}"] = forms.CharField(
                    label=say(element.label),
                    max_length=300,
                    required=False,
                    initial=body.not_needed.get(element, ""),
                )
        self.fields["responsible"] = forms.ChoiceField(
            label=say("Who is responsible until the first visit has taken place?"),
            choices=[("", say("Her therapist")), *((str(id_), name) for id_, name in staff)],
            required=False,
        )

    @property
    def signs(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Sign, deed, whom she tells."""
        return [(self[f"sign_{n}"], self[f"deed_{n}"], self[f"tell_{n}"]) for n in range(SIGNS)]

    @property
    def texts(self) -> list[forms.BoundField]:
        """The written elements."""
        return [self[f"text_{element}"] for element in WRITTEN]

    @property
    def not_needed(self) -> list[forms.BoundField]:
        """Why an element does not apply."""
        return [self[f"not_{each}"] for each in Element if each not in NEVER_LEFT_OUT]

    def body(self) -> AftercareBody:
        """What was written."""
        told = self.cleaned_data
        signs = (
            SignAndDeed(
                told[f"sign_{n}"].strip(), told[f"deed_{n}"].strip(), told[f"tell_{n}"].strip()
            )
            for n in range(SIGNS)
        )
        return AftercareBody(
            texts={
                element: told[f"text_{element}"].replace("\r\n", "\n").strip()
                for element in WRITTEN
                if told[f"text_{element}"].strip()
            },
            signs=tuple(each for each in signs if each.sign or each.deed or each.tell),
            hard_times=told["hard_times"].strip(),
            not_needed={
                element: told[f"not_{element}"].strip()
                for element in Element
                if told.get(f"not_{element}", "").strip()
            },
        )

    def responsible_id(self) -> UUID | None:
        """Who was named."""
        told = self.cleaned_data["responsible"]
        return UUID(told) if told else None


class VisitForm(forms.Form):
    """A visit that is asked for."""

    kind = forms.ChoiceField(
        label=say("What for?"), choices=[(str(each), say(each.label)) for each in VisitKind]
    )
    with_whom = forms.CharField(label=say("With whom, and where?"), max_length=200, required=False)
    phone = forms.CharField(label=say("Their phone (optional)"), max_length=60, required=False)


class StepForm(forms.Form):
    """The next step of a visit."""

    to = forms.ChoiceField(
        label=say("What happened?"),
        choices=[(str(each), say(each.label)) for each in VisitState],
        widget=forms.RadioSelect,
    )
    on = forms.DateField(
        label=say("Day of the visit"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    at = forms.TimeField(
        label=say("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    place = forms.CharField(label=say("Place"), max_length=200, required=False)
    words = forms.CharField(label=say("A note (optional)"), max_length=400, required=False)

    def __init__(self, *args: Any, states: tuple[VisitState, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["to"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(each), say(each.label)) for each in states]

    def asked(self) -> StepAsked:
        """The step."""
        told = self.cleaned_data
        on, at = told.get("on"), told.get("at")
        moment: datetime | None = None
        if on is not None and at is not None:
            moment = clock.at(on, at.strftime("%H:%M"))
        return StepAsked(VisitState(told["to"]), moment, told["place"])


class EndForm(forms.Form):
    """How a stay ends."""

    how = forms.ChoiceField(
        label=say("How does it end?"),
        choices=[(str(each), say(each.label)) for each in StayEnd],
        widget=forms.RadioSelect,
        required=False,
    )
    on = forms.DateField(
        label=say("Her last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    why = forms.CharField(
        label=say("Why, in a sentence"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    next_step = forms.CharField(
        label=say("What comes next, and with whom"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def chosen(self) -> StayEnd | None:
        """How it ends, if chosen."""
        told = self.cleaned_data.get("how")
        return StayEnd(told) if told else None


class ChoiceForm(forms.Form):
    """What she wants afterwards."""

    notes = forms.ChoiceField(
        label=say("May we say hello now and then?"),
        choices=[
            ("yes", say("Yes: after a day or two, a week, a month, three months")),
            ("no", say("No, thank you")),
        ],
        widget=forms.RadioSelect,
    )
    channel = forms.ChoiceField(
        label=say("How may a hello reach you?"),
        choices=[
            (str(Channel.TEXT), say("Text message")),
            (str(Channel.EMAIL), say("E-mail")),
            (str(Channel.CALL), say("A person calls me")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    code = forms.CharField(
        label=say("A word or number only you know"),
        help_text=say("It opens our hello. At least 4 letters or numbers. No birthday."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    half_year = forms.BooleanField(label=say("Also after six months"), required=False)
    alumnae = forms.BooleanField(
        label=say("I would like to hear of meetings of women who were here"), required=False
    )
