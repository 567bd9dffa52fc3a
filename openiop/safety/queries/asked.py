"""What was asked and answered, in the words of its questionnaire."""

from __future__ import annotations

from collections.abc import Callable

from openiop.domain.measures.instrument import Instrument
from openiop.domain.measures.registry import INSTRUMENTS
from openiop.safety.models import Alert

FormLookup = Callable[[str], Instrument | None]


_lookup: list[FormLookup] = [INSTRUMENTS.get]


def look_up_forms_by(lookup: FormLookup) -> None:
    """The floor above keeps the forms a site brought itself, and says how they are found."""
    _lookup[:] = [lookup]


def _form(instrument_id: str) -> Instrument | None:
    return _lookup[0](instrument_id)


def needs_a_person(alert: Alert, value: int | None) -> bool:
    """Whether an answer still is one a clinician must see; a screen as a whole always is."""
    shipped = _form(alert.instrument_id)
    items = [item for item in shipped.items if item.link_id == alert.link_id] if shipped else []
    if not items:
        return True
    critical = items[0].critical
    return value is not None and critical is not None and critical.is_met(value)


def title_of(instrument_id: str) -> str:
    shipped = _form(instrument_id)
    return shipped.short_title if shipped else ""


def answer_of(instrument_id: str, link_id: str, value: int | None) -> str:
    """An answer in the words of its questionnaire."""
    shipped = _form(instrument_id)
    items = [item for item in shipped.items if item.link_id == link_id] if shipped else []
    options = shipped.options_for(items[0]) if shipped and items else ()
    return next((option.label for option in options if option.value == value), "")


def question_of(instrument_id: str, link_id: str) -> str:
    """The question as it is worded in its questionnaire."""
    shipped = _form(instrument_id)
    items = shipped.items if shipped else ()
    return next((item.text for item in items if item.link_id == link_id), "")
