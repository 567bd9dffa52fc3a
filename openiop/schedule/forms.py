"""What the pages about her days and about places send; what is wrong with it, the rules say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as say

from openiop.domain.contact_profile import DAY_WORDS
from openiop.domain.decision import Reason
from openiop.domain.places import LostHow, PlaceKind
from openiop.domain.wishes import (
    BusyDate,
    BusyTime,
    DateWhy,
    Gender,
    Getting,
    Mode,
    Need,
    Strength,
    TimeWhy,
    Wishes,
)
from openiop.domain.words import Word
from openiop.privacy.web import in_words

F = TypeVar("F", bound=forms.Form)

ROWS = 4
"""So many times and dates stand on the page; the rest is said in words."""
CHILDREN_MOST = 6

_say = lazy(gettext, str)


def _choices(words: Iterable[Word], empty: Any = None) -> list[tuple[str, Any]]:
    first = [("", empty)] if empty is not None else []
    return [*first, *((str(word), _say(word.label)) for word in words)]


def _select(label: Any, words: Iterable[Word], empty: Any = None) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=_choices(words, empty),
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
        error_messages={"invalid_choice": say("Please choose one of these.")},
    )


def _days() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=say("Days"),
        required=False,
        choices=[(str(n), _say(word)) for n, word in enumerate(DAY_WORDS)],
    )


def _clock(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=("%H:%M", "%H.%M", "%I:%M %p", "%I %p", "%I%p", "%H"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": say("Please write a time like 9:00 or 17:30.")},
    )


def _date(label: Any, *, needed: bool = False) -> forms.DateField:
    wrong = say("We couldn't read that date. Example: 3/14/2027")
    return forms.DateField(
        label=label,
        required=needed,
        input_formats=("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y"),
        error_messages={"invalid": wrong, "required": wrong},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def _number(label: Any, hint: Any = "", *, most: int = 999) -> forms.IntegerField:
    wrong = say("Please write a whole number. You can leave it empty.")
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=False,
        min_value=0,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-3"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
    )


def with_reasons(form: F, reasons: Iterable[Reason]) -> F:
    """The form with each reason at its field."""
    for reason in reasons:
        known = reason.field_name if reason.field_name in form.fields else None
        form.add_error(known, in_words(reason))
    return form


@dataclass(frozen=True)
class RowFields:
    """One time or date of the page."""

    number: int
    fields: dict[str, forms.BoundField]
    is_open: bool

    def __getattr__(self, name: str) -> forms.BoundField:
        try:
            return self.fields[name]
        except KeyError:
            raise AttributeError(name) from None


class WishForm(forms.Form):
    """What her days have to fit around; all of it may stay empty."""

    getting = _select(say("How do you get here?"), Getting, say("Not said"))
    travel_min = _number(say("How many minutes does it take?"))
    childcare_for = _number(
        say("How many children need care while you are here?"), most=CHILDREN_MOST
    )
    brings_infant = forms.BooleanField(label=say("My baby would come with me"), required=False)
    mode = _select(say("In the house or by video?"), Mode)
    days_a_week = _number(say("How many days a week are good for you?"), most=7)
    gender = _select(say("Whom would you rather talk with?"), Gender, say("No wish"))
    gender_is_needed = forms.BooleanField(
        label=say("I can only talk with somebody of this gender"), required=False
    )
    interpreter = forms.CharField(
        label=say("Do you need an interpreter? Which language?"), required=False, max_length=40
    )
    needs = forms.MultipleChoiceField(
        label=say("What would help you here?"),
        required=False,
        choices=_choices(Need),
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        label=say("Anything else we should know to plan your days?"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, posted: Any, *, wishes: Wishes) -> None:
        super().__init__(posted, initial=_initial(wishes))
        for n in range(ROWS):
            self.fields[f"t{n}_why"] = _select(say("What for?"), TimeWhy)
            self.fields[f"t{n}_strength"] = _select(say("How firm is it?"), Strength)
            self.fields[f"t{n}_days"] = _days()
            self.fields[f"t{n}_from"] = _clock(say("From"))
            self.fields[f"t{n}_to"] = _clock(say("Until"))
            self.fields[f"d{n}_why"] = _select(say("What for?"), DateWhy)
            self.fields[f"d{n}_on"] = _date(say("Date"))
            self.fields[f"d{n}_from"] = _clock(say("From (if not all day)"))
            self.fields[f"d{n}_to"] = _clock(say("Until"))

    def times(self) -> list[RowFields]:
        """The rows for times of the week; the empty ones after the first are folded."""
        return self._rows("t", ("why", "strength", "days", "from", "to"), "days")

    def dates(self) -> list[RowFields]:
        """The rows for single dates."""
        return self._rows("d", ("why", "on", "from", "to"), "on")

    def _rows(self, letter: str, names: tuple[str, ...], tells: str) -> list[RowFields]:
        rows = []
        for n in range(ROWS):
            fields = {
                name.replace("from", "starts").replace("to", "ends"): self[f"{letter}{n}_{name}"]
                for name in names
            }
            told = bool(self[f"{letter}{n}_{tells}"].value()) or any(
                field.errors for field in fields.values()
            )
            rows.append(RowFields(n + 1, fields, told or (letter == "t" and n == 0)))
        return rows

    def clean(self) -> dict[str, Any]:
        """A row that was begun needs its days and both times; an empty one needs nothing."""
        super().clean()
        given = self.cleaned_data
        for n in range(ROWS):
            parts = [given.get(f"t{n}_{name}") for name in ("days", "from", "to")]
            if any(parts) and not all(parts) and not self._has_fault(f"t{n}_"):
                self.add_error(
                    f"t{n}_days", say("Please choose the days, and a time from and until.")
                )
            if not given.get(f"d{n}_on") and (given.get(f"d{n}_from") or given.get(f"d{n}_to")):
                self.add_error(f"d{n}_on", say("Please write the date too."))
        return given

    def _has_fault(self, start: str) -> bool:
        return any(name.startswith(start) for name in self.errors)

    def told(self) -> Wishes:
        """As it is kept."""
        given = self.cleaned_data
        return Wishes(
            times=tuple(
                BusyTime(
                    TimeWhy(given[f"t{n}_why"] or TimeWhy.OTHER),
                    Strength(given[f"t{n}_strength"] or Strength.CANNOT),
                    frozenset(int(day) for day in given[f"t{n}_days"]),
                    given[f"t{n}_from"],
                    given[f"t{n}_to"],
                )
                for n in range(ROWS)
                if given.get(f"t{n}_days") and given.get(f"t{n}_from") and given.get(f"t{n}_to")
            ),
            dates=tuple(
                BusyDate(
                    DateWhy(given[f"d{n}_why"] or DateWhy.OTHER),
                    given[f"d{n}_on"],
                    given.get(f"d{n}_from"),
                    given.get(f"d{n}_to"),
                )
                for n in range(ROWS)
                if given.get(f"d{n}_on")
            ),
            getting=Getting(given["getting"]) if given["getting"] else None,
            travel_min=given["travel_min"],
            childcare_for=given["childcare_for"] or 0,
            brings_infant=given["brings_infant"],
            mode=Mode(given["mode"] or Mode.EITHER),
            days_a_week=given["days_a_week"],
            gender=Gender(given["gender"]) if given["gender"] else None,
            gender_is_needed=given["gender_is_needed"] and bool(given["gender"]),
            interpreter=given["interpreter"].strip(),
            needs=frozenset(Need(each) for each in given["needs"]),
            words=given["words"].strip(),
        )


def _initial(wishes: Wishes) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "getting": str(wishes.getting or ""),
        "travel_min": wishes.travel_min,
        "childcare_for": wishes.childcare_for or None,
        "brings_infant": wishes.brings_infant,
        "mode": str(wishes.mode),
        "days_a_week": wishes.days_a_week,
        "gender": str(wishes.gender or ""),
        "gender_is_needed": wishes.gender_is_needed,
        "interpreter": wishes.interpreter,
        "needs": sorted(wishes.needs),
        "words": wishes.words,
    }
    for n, at in enumerate(wishes.times[:ROWS]):
        shown |= {
            f"t{n}_why": str(at.why),
            f"t{n}_strength": str(at.strength),
            f"t{n}_days": [str(day) for day in sorted(at.weekdays)],
            f"t{n}_from": at.starts,
            f"t{n}_to": at.ends,
        }
    for n, on in enumerate(wishes.dates[:ROWS]):
        shown |= {
            f"d{n}_why": str(on.why),
            f"d{n}_on": on.on,
            f"d{n}_from": on.starts,
            f"d{n}_to": on.ends,
        }
    return shown


class BookForm(forms.Form):
    """Places for a client on the days she comes."""

    kind = _select(say("What for?"), PlaceKind)
    count = _number(say("How many"), most=CHILDREN_MOST)
    from_on = _date(say("From"), needed=True)
    until_on = _date(say("Until (empty: as long as she comes)"))
    words = forms.CharField(
        label=say("What whoever looks after it needs to know"),
        help_text=say("First names and ages, or where to pick her up. No reasons, no health."),
        required=False,
        max_length=200,
    )

    def told(self) -> dict[str, Any]:
        """As the action wants it."""
        given = self.cleaned_data
        return {
            **given,
            "kind": PlaceKind(given["kind"] or PlaceKind.CHILDCARE),
            "count": given["count"] or 0,
        }


class OfferForm(forms.Form):
    """How many places the weekdays hold from a date on."""

    kind = _select(say("What for?"), PlaceKind)
    weekdays = _days()
    capacity = _number(say("Places a day"), most=99)
    from_on = _date(say("From"), needed=True)

    def told(self) -> dict[str, Any]:
        """As the action wants it."""
        given = self.cleaned_data
        return {
            "kind": PlaceKind(given["kind"] or PlaceKind.CHILDCARE),
            "weekdays": [int(day) for day in given["weekdays"]],
            "capacity": given["capacity"] or 0,
            "from_on": given["from_on"],
        }


class OneDayForm(forms.Form):
    """One date holds more or fewer places."""

    kind = _select(say("What for?"), PlaceKind)
    on = _date(say("Date"), needed=True)
    capacity = _number(say("Places on this date"), most=99)
    why = forms.CharField(label=say("Why"), required=False, max_length=200)

    def told(self) -> dict[str, Any]:
        """As the action wants it."""
        given = self.cleaned_data
        kind = PlaceKind(given["kind"] or PlaceKind.CHILDCARE)
        return {**given, "kind": kind, "capacity": given["capacity"] or 0}


class LostForm(forms.Form):
    """Which way was found after a place was lost."""

    how = _select(
        say("Which way was found?"), [how for how in LostHow if how is not LostHow.PLACE_BACK]
    )
    words = forms.CharField(label=say("In a sentence"), required=False, max_length=300)

    def told(self) -> dict[str, Any]:
        """As the action wants it."""
        given = self.cleaned_data
        return {
            "how": LostHow(given["how"] or LostHow.SEAT_AT_RISK),
            "words": given["words"],
        }
