"""What is typed on the pages about the week."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as say

from openiop.domain.contact_profile import DAY_WORDS
from openiop.domain.timetable.proposal import SECONDS, first_days
from openiop.domain.wishes import Gender
from openiop.domain.words import SessionKind
from openiop.domain.working_terms import Windows, WorkingTerms
from openiop.programs.models import Room


class AbsenceForm(forms.Form):
    """Somebody cannot work from a day to a day."""

    first_on = forms.DateField(
        label=say("First day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    last_on = forms.DateField(label=say("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(
        label=say("Note, if one helps (kept encrypted)"), required=False, max_length=200
    )

    def __init__(self, *args: Any, people: Sequence[tuple[UUID, str]], **facts: Any) -> None:
        super().__init__(*args, **facts)
        choices = [("", say("Choose")), *((str(id_), name) for id_, name in people)]
        who = forms.ChoiceField(label=say("Who"), choices=choices)
        self.fields = {"staff_id": who, **self.fields}
        for field in self.fields.values():
            kind = "nhsuk-select" if isinstance(field, forms.ChoiceField) else "nhsuk-input"
            field.widget.attrs["class"] = kind

    def told(self) -> dict[str, Any]:
        """As the action asks for it."""
        given = self.cleaned_data
        return {**given, "staff_id": UUID(given["staff_id"])}


class MoveForm(forms.Form):
    """Another time for a session of one client."""

    on = forms.DateField(label=say("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    starts = forms.TimeField(label=say("Begins"), widget=forms.TimeInput(attrs={"type": "time"}))

    def __init__(
        self, *args: Any, people: Sequence[tuple[UUID, str]], rooms: Sequence[Room], **facts: Any
    ) -> None:
        super().__init__(*args, **facts)
        self.rooms = {str(room.pk): room for room in rooms}
        places = [("", say("No room yet")), *((pk, room.name) for pk, room in self.rooms.items())]
        self.fields |= {
            "staff_id": forms.ChoiceField(
                label=say("With"), choices=[(str(id_), name) for id_, name in people]
            ),
            "room_id": forms.ChoiceField(label=say("Room"), required=False, choices=places),
        }
        for field in self.fields.values():
            kind = "nhsuk-select" if isinstance(field, forms.ChoiceField) else "nhsuk-input"
            field.widget.attrs["class"] = kind

    def told(self) -> dict[str, Any]:
        """As the action asks for it."""
        given = self.cleaned_data
        return {
            "on": given["on"],
            "starts": given["starts"].strftime("%H:%M"),
            "staff_id": UUID(given["staff_id"]),
            "room": self.rooms.get(given["room_id"]),
        }


OWN_MINUTES = 45


class ProposalForm(forms.Form):
    """Which week, and how long it may take."""

    first_on = forms.TypedChoiceField(label=say("Which week?"), coerce=date.fromisoformat)
    own_minutes = forms.IntegerField(
        label=say("Minutes of a session of her own, for whoever has none that week"),
        help_text=say("0: nobody gets one. Each of them is asked before anything is planned."),
        min_value=0,
        initial=OWN_MINUTES,
    )
    seconds = forms.TypedChoiceField(label=say("How long may it look?"), coerce=int)

    def __init__(self, *args: Any, today: date, **facts: Any) -> None:
        super().__init__(*args, **facts)
        days: Any = self.fields["first_on"]
        days.choices = [(day.isoformat(), _week_words(day, today)) for day in first_days(today)]
        spans: Any = self.fields["seconds"]
        spans.choices = [(n, gettext("{n} seconds").format(n=n)) for n in SECONDS]
        spans.initial = SECONDS[1]
        for field in self.fields.values():
            kind = "nhsuk-select" if isinstance(field, forms.ChoiceField) else "nhsuk-input"
            field.widget.attrs["class"] = kind


def _week_words(day: date, today: date) -> str:
    shown = date_format(day, "D M j")
    if day.isocalendar().week == today.isocalendar().week:
        return gettext("The rest of this week, from {day}").format(day=shown)
    return gettext("The week of {day}").format(day=shown)


A_SPAN = re.compile(r"^\s*(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)\s*$")
LAST_HOUR, LAST_MINUTE = 24, 60


class TermsForm(forms.Form):
    """When somebody works, what she leads, how much is enough."""

    languages = forms.CharField(
        label=say("Languages besides English"),
        help_text=say("Two letters each, such as es."),
        required=False,
        max_length=40,
    )
    gender = forms.ChoiceField(
        label=say("For women who would rather talk with a woman or a man"), required=False
    )
    caseload_most = forms.IntegerField(label=say("Clients of her own, at most"), required=False)
    hours_a_day_most = forms.IntegerField(
        label=say("Hours with clients a day, at most"), required=False
    )
    hours_a_week_most = forms.IntegerField(
        label=say("Hours with clients a week, at most"), required=False
    )
    hours_in_a_row_most = forms.IntegerField(
        label=say("Hours without a break, at most"), required=False
    )
    leads = forms.MultipleChoiceField(
        label=say("Groups she is trained to lead"),
        help_text=say("None chosen: every kind."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, terms: WorkingTerms, **facts: Any) -> None:
        super().__init__(*args, **{"initial": _told_terms(terms), **facts})
        kinds: Any = self.fields["leads"]
        kinds.choices = [(str(kind), gettext(kind.label)) for kind in SessionKind if kind.is_group]
        genders: Any = self.fields["gender"]
        genders.choices = [("", "-"), *((str(each), gettext(each.label)) for each in Gender)]
        days = {
            _day_key(day): forms.CharField(
                label=gettext(DAY_WORDS[day]), required=False, max_length=60
            )
            for day in range(len(DAY_WORDS))
        }
        self.fields = {**days, **self.fields}
        for name, field in self.fields.items():
            if name != "leads":
                is_choice = isinstance(field, forms.ChoiceField)
                field.widget.attrs["class"] = "nhsuk-select" if is_choice else "nhsuk-input"

    def clean(self) -> dict[str, Any]:
        """Hours are times such as 08:30-12:00, several with commas."""
        given = super().clean() or {}
        for day in range(len(DAY_WORDS)):
            key = _day_key(day)
            try:
                given[key] = _windows(given.get(key, ""))
            except ValueError:
                self.add_error(key, gettext("Write times such as 08:30-12:00, 13:00-17:00."))
        return given

    @property
    def day_fields(self) -> list[Any]:
        """The seven fields of hours."""
        return [self[_day_key(day)] for day in range(len(DAY_WORDS))]

    @property
    def other_fields(self) -> list[Any]:
        """Everything else."""
        return [self[name] for name in self.fields if not name.startswith("hours_on")]

    def told(self) -> WorkingTerms:
        """As the action asks for it."""
        given = self.cleaned_data
        hours = {day: given[_day_key(day)] for day in range(len(DAY_WORDS))}
        spoken = given["languages"].strip().lower()
        return WorkingTerms(
            hours={day: windows for day, windows in hours.items() if windows},
            leads=frozenset(SessionKind(each) for each in given["leads"]),
            languages=tuple(re.split(r"[,\s]+", spoken)) if spoken else (),
            gender=Gender(given["gender"]) if given["gender"] else None,
            caseload_most=given["caseload_most"],
            hours_a_day_most=given["hours_a_day_most"],
            hours_a_week_most=given["hours_a_week_most"],
            hours_in_a_row_most=given["hours_in_a_row_most"],
        )


def _day_key(day: int) -> str:
    return f"hours_on_{day}"


def _windows(text: str) -> Windows:
    return tuple(_span(part) for part in text.split(",") if part.strip())


def _span(text: str) -> tuple[int, int]:
    found = A_SPAN.match(text)
    if found is None:
        raise ValueError(text)
    a, b, c, d = map(int, found.groups())
    if max(a, c) > LAST_HOUR or max(b, d) >= LAST_MINUTE:
        raise ValueError(text)
    return a * 60 + b, c * 60 + d


def _told_terms(terms: WorkingTerms) -> dict[str, Any]:
    hours = {
        _day_key(day): ", ".join(
            f"{a // 60:02d}:{a % 60:02d}-{b // 60:02d}:{b % 60:02d}" for a, b in windows
        )
        for day, windows in terms.hours.items()
    }
    return {
        **hours,
        "leads": [str(each) for each in terms.leads],
        "languages": ", ".join(terms.languages),
        "gender": str(terms.gender or ""),
        "caseload_most": terms.caseload_most,
        "hours_a_day_most": terms.hours_a_day_most,
        "hours_a_week_most": terms.hours_a_week_most,
        "hours_in_a_row_most": terms.hours_in_a_row_most,
    }


class GroupMoveForm(forms.Form):
    """Another time or room for one meeting of a group."""

    starts = forms.TimeField(
        label=say("Begins"), widget=forms.TimeInput(attrs={"type": "time", "class": "nhsuk-input"})
    )
    room_id = forms.ChoiceField(
        label=say("Room"),
        required=False,
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
    )
    asked = forms.MultipleChoiceField(
        label=say("Asked, and it is fine for her"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    why = forms.CharField(
        label=say("Why it moves all the same"),
        help_text=say("Only needed when a rule stands against it, or somebody was not asked."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
    )

    def __init__(
        self, *args: Any, people: Sequence[tuple[UUID, str]], rooms: Sequence[Room], **facts: Any
    ) -> None:
        super().__init__(*args, **facts)
        self.rooms = {str(room.pk): room for room in rooms}
        places: Any = self.fields["room_id"]
        places.choices = [
            ("", gettext("No room yet")),
            *((pk, room.name) for pk, room in self.rooms.items()),
        ]
        asked: Any = self.fields["asked"]
        asked.choices = [(str(pk), name) for pk, name in people]

    def told(self) -> dict[str, Any]:
        """As the action asks for it."""
        given = self.cleaned_data
        return {
            "starts": given["starts"].strftime("%H:%M"),
            "room": self.rooms.get(given["room_id"]),
            "asked": [UUID(each) for each in given["asked"]],
            "why": given["why"],
        }


TIME_PARTS = 4


def time_told(text: str) -> tuple[UUID, date, str, UUID | None] | None:
    """A time as a hidden field says it: with whom, day, start and room; None when it is none."""
    parts = text.split("|")
    if len(parts) != TIME_PARTS:
        return None
    staff, on, starts, room = parts
    try:
        return UUID(staff), date.fromisoformat(on), starts, UUID(room) if room else None
    except ValueError:
        return None
