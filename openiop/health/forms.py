"""What the pages about her health and her people send; what is wrong with it, the rules say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as say

from openiop.base.web import choose_from
from openiop.clients.queries import ContactTold
from openiop.domain.decision import Reason
from openiop.domain.health.allergies import AllergyKind, Severity
from openiop.domain.health.diagnoses import LAST_RANK, PRINCIPAL, DiagnosisStatus
from openiop.domain.health.medications import MedicationSource
from openiop.domain.health.team import TeamPart
from openiop.domain.release import Part, Purpose, Relation
from openiop.domain.words import Word
from openiop.privacy.web import in_words

F = TypeVar("F", bound=forms.Form)

SHORT, LONG = 120, 400
FILE_BYTES = 1_000_000
"""A list of medications is far smaller [product default]."""

_say = lazy(gettext, str)


def _choices(words: Iterable[Word]) -> list[tuple[str, Any]]:
    return [(str(word), _say(word.label)) for word in words]


def _text(label: Any, hint: Any = "", *, longest: int = SHORT, rows: int = 0) -> forms.CharField:
    widget = (
        forms.Textarea(attrs={"rows": rows, "class": "nhsuk-textarea"})
        if rows
        else forms.TextInput(attrs={"class": "nhsuk-input", "autocomplete": "off"})
    )
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=longest,
        widget=widget,
        error_messages={"max_length": say("This is too long. Say it shorter.")},
    )


def _day(label: Any, hint: Any = "", *, needed: bool = False) -> forms.DateField:
    wrong = say("We couldn't read that date. Example: 3/14/2027")
    return forms.DateField(
        label=label,
        help_text=hint,
        required=needed,
        input_formats=("%Y-%m-%d", "%m/%d/%Y"),
        error_messages={"invalid": wrong, "required": wrong},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "nhsuk-input"}),
    )


def _one_of(label: Any, words: Iterable[Word], hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=_choices(words),
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
        error_messages={"required": say("Choose one."), "invalid_choice": say("Choose one.")},
    )


def _some_of(label: Any, words: Iterable[Word], hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        required=False,
        choices=_choices(words),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "nhsuk-checkboxes__input"}),
    )


def with_reasons(form: F, reasons: Iterable[Reason]) -> F:
    """The form with each reason at its field."""
    for reason in reasons:
        known = reason.field_name if reason.field_name in form.fields else None
        form.add_error(known, in_words(reason))
    return form


class MedicationForm(forms.Form):
    """Something she takes, in the words we were told."""

    name = _text(say("What she takes"))
    dose = _text(say("How she takes it"), say("In words: “50 mg, one in the morning”"))
    reason = _text(say("What for (optional)"))
    prescriber = _text(say("Who prescribes it (optional)"))
    started_on = _day(say("Since when (optional)"))
    source = _one_of(
        say("How we know"),
        [source for source in MedicationSource if source is not MedicationSource.IMPORTED],
    )

    def told(self) -> dict[str, Any]:
        """As the action wants it."""
        return {**self.cleaned_data, "source": MedicationSource(self.cleaned_data["source"])}


class DoseForm(forms.Form):
    """She takes it in another way from a day on."""

    dose = _text(say("How she takes it now"))
    on = _day(say("From when"), needed=True)
    why = _text(say("Why (optional)"))


class StopForm(forms.Form):
    """She takes it no longer."""

    on = _day(say("Her last day with it"), needed=True)
    why = _text(say("Why (optional)"))


class StrikeForm(forms.Form):
    """Why an entry is wrong."""

    why = _text(
        say("Why is it wrong?"), say("It stays readable under “Earlier”, with your reason.")
    )


class ImportForm(forms.Form):
    """A file of medications."""

    file = forms.FileField(
        label=say("A CSV file"),
        help_text=say(
            "Columns: name, dose, reason, prescriber, started_on, stopped_on. Only name is needed."
        ),
        error_messages={
            "required": say("Choose a file."),
            "empty": say("There is nothing in this file."),
            "missing": say("Choose a file."),
        },
    )


class AllergyForm(forms.Form):
    """Something she reacts to."""

    to = _text(say("What she reacts to"))
    kind = _one_of(say("What it is"), AllergyKind)
    reaction = _text(say("What happens (optional)"))
    severity = _one_of(say("How strong"), Severity)

    def told(self) -> dict[str, Any]:
        """As the action wants it."""
        return {
            **self.cleaned_data,
            "kind": AllergyKind(self.cleaned_data["kind"]),
            "severity": Severity(self.cleaned_data["severity"]),
        }


def _rank() -> forms.TypedChoiceField:
    places = [(n, str(n)) for n in range(PRINCIPAL, LAST_RANK + 1)]
    return forms.TypedChoiceField(
        label=say("Place on her list"),
        help_text=say("1 is what the stay is chiefly for."),
        choices=places,
        coerce=int,
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
        error_messages={"required": say("Choose one."), "invalid_choice": say("Choose one.")},
    )


class DiagnosisForm(forms.Form):
    """A diagnosis, its code chosen before."""

    code = forms.CharField(required=False, widget=forms.HiddenInput)
    status = _one_of(say("How sure"), [status for status in DiagnosisStatus if status.is_standing])
    rank = _rank()
    onset_on = _day(say("Since when (optional)"))
    diagnosed_on = _day(say("Diagnosed on (optional)"), say("Empty: today."))
    made_by = _text(
        say("Who made it, if somebody outside did (optional)"), say("Empty: you make it.")
    )

    def told(self) -> dict[str, Any]:
        """As the action wants it."""
        return {**self.cleaned_data, "status": DiagnosisStatus(self.cleaned_data["status"])}


class StandingForm(forms.Form):
    """How sure a diagnosis is now, and its place."""

    status = _one_of(say("How sure"), DiagnosisStatus)
    rank = _rank()

    def told(self) -> dict[str, Any]:
        """As the action wants it."""
        return {**self.cleaned_data, "status": DiagnosisStatus(self.cleaned_data["status"])}


class ContactForm(forms.Form):
    """Somebody around her."""

    name = _text(say("Name"), longest=80)
    relation = _one_of(say("What they are to her"), Relation)
    organization = _text(say("Organization (optional)"), longest=120)
    phone = _text(say("Phone (optional)"), longest=40)
    email = _text(say("E-mail (optional)"), longest=120)
    words = _text(say("What else matters (optional)"), longest=LONG, rows=2)
    is_emergency = forms.BooleanField(label=say("We may call them in an emergency"), required=False)
    keep_away = forms.BooleanField(
        label=say("She does not want them to know that she is here"),
        help_text=say("Nothing can be shared with them then, and every release to them ends."),
        required=False,
    )

    def told(self) -> ContactTold:
        """As the action wants it."""
        read = dict(self.cleaned_data)
        return ContactTold(**read | {"relation": Relation(read["relation"])})


class ReleaseForm(forms.Form):
    """What she signed: with this contact, for what, which parts, until when."""

    purposes = _some_of(say("What it is for"), Purpose)
    parts = _some_of(say("What may be shared"), Part, say("Only what is needed."))
    signed_on = _day(say("She signed on"), needed=True)
    from_on = _day(say("It begins on"), needed=True)
    until_on = _day(say("It ends on"), say("After a year at most."), needed=True)
    words = _text(say("In her words, what she wants or does not want shared (optional)"), rows=2)

    def told(self) -> dict[str, Any]:
        """As the action wants it."""
        return {
            **self.cleaned_data,
            "purposes": [Purpose(each) for each in self.cleaned_data["purposes"]],
            "parts": [Part(each) for each in self.cleaned_data["parts"]],
        }


class TeamForm(forms.Form):
    """Somebody who does something for her care."""

    who = forms.ChoiceField(
        label=say("Who"),
        required=False,
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
        error_messages={"invalid_choice": say("Choose one person.")},
    )
    part = _one_of(say("What they do for her"), TeamPart)
    does = _text(say("In words (optional)"))
    from_on = _day(say("Since when"), needed=True)

    def __init__(
        self,
        data: Any,
        staff: Iterable[tuple[UUID, str]],
        contacts: Iterable[tuple[UUID, str]],
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        here = [(f"staff:{id_}", name) for id_, name in staff]
        outside = [(f"contact:{id_}", name) for id_, name in contacts]
        groups = [(gettext("Here"), here), (gettext("Outside"), outside)]
        choose_from(self, "who", [("", gettext("Choose")), *groups])

    def chosen(self) -> tuple[UUID | None, UUID | None]:
        """The staff member or the contact."""
        kind, _colon, id_ = str(self.cleaned_data.get("who", "")).partition(":")
        found = UUID(id_) if id_ else None
        return (found if kind == "staff" else None), (found if kind == "contact" else None)
