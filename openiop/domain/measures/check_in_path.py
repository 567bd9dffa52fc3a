"""The way through the daily check-in: which question comes next, and what is owed in person."""

from __future__ import annotations

from dataclasses import dataclass

from .daily_checkin import DAILY_CHECKIN
from .instrument import Answers, Instrument
from .own_form import OWN_TIER

SELF_HARM_ASKED_FROM = 1
"""From any urge to hurt herself on, she is asked whether she did [product default]."""

_FOLLOW_UPS: dict[tuple[str, str], str] = {(DAILY_CHECKIN.id, "sh_act"): "sh_urge"}
"""Questions that only follow another one: not asked by themselves, so not owed by themselves."""

LAST_PAGE = "today"
"""The last page of the check-in: what she needs today, and what else she wants to say."""


@dataclass(frozen=True)
class Step:
    """One page of the check-in; `code` stands in the address and says nothing about health."""

    code: str
    link_id: str
    """The question on it, or LAST_PAGE."""
    number: int
    of: int


def steps(answers: Answers, *, home_in_person: bool) -> tuple[Step, ...]:
    """Feeling, distress, thoughts, urge, safe where she stays, today: one question a page.

    Whether she hurt herself is asked right after an urge to, or when she said so herself. The
    question about where she stays is left out when it is asked in person instead.
    Source: issue 2, the day, part 1; ux.md 1.1 C2 and 2 B1.
    """
    asked = ["feeling", "mood", "si_urge", "sh_urge"]
    asked += [] if home_in_person else ["safe_home"]
    asked.append(LAST_PAGE)
    made = [Step(str(n), link_id, n, len(asked)) for n, link_id in enumerate(asked, start=1)]
    if (answers.get("sh_urge") or 0) >= SELF_HARM_ASKED_FROM or answers.get("sh_act"):
        urge = next(n for n, step in enumerate(made) if step.link_id == "sh_urge")
        made.insert(urge + 1, Step(f"{made[urge].code}a", "sh_act", made[urge].number, len(asked)))
    return tuple(made)


def where_she_left(answers: Answers, *, home_in_person: bool) -> Step:
    """The first page she has neither answered nor skipped: she goes on where she left.

    Source: ux.md 3.7 M3.
    """
    way = steps(answers, home_in_person=home_in_person)
    return next((step for step in way if step.link_id not in answers), way[-1])


def owed_in_person(instrument: Instrument, answers: Answers) -> tuple[str, ...]:
    """The safety questions of a finished form that have no answer: someone asks her in private.

    A follow-up is owed only when the question before it led to it.
    Source: domain.md 8.2 R-SAF-02.
    """
    return tuple(
        item.link_id
        for item in instrument.safety_questions
        if answers.get(item.link_id) is None
        and instrument.is_asked(item, answers)
        and _led_to(instrument, item.link_id, answers)
    )


def _led_to(instrument: Instrument, link_id: str, answers: Answers) -> bool:
    before = _FOLLOW_UPS.get((instrument.id, link_id))
    return before is None or (answers.get(before) or 0) >= SELF_HARM_ASKED_FROM


_TALK_FIRST: dict[tuple[str, str], tuple[str, int]] = {
    (DAILY_CHECKIN.id, "si_urge"): (">=", 1),
    (DAILY_CHECKIN.id, "sh_act"): (">=", 1),
    (DAILY_CHECKIN.id, "safe_home"): ("<=", 0),
    ("phq-9", "q9"): (">=", 1),
    ("core-10", "q6"): (">=", 1),
}


def is_met_with_words(
    instrument_id: str, link_id: str, value: int | None, own: Instrument | None = None
) -> bool:
    """After these answers she is thanked, told who reads it and when, and asked if she is safe now.

    So she is after a critical answer of a form the site brought itself (`own`).
    Source: ux.md 3.7; domain.md 8.2 R-SAF-01.
    """
    if own is not None and own.licence.tier == OWN_TIER and value is not None:
        critical = own.item(link_id).critical
        return critical is not None and critical.is_met(value)
    operator, from_value = _TALK_FIRST.get((instrument_id, link_id), ("", 0))
    if value is None or not operator:
        return False
    return value >= from_value if operator == ">=" else value <= from_value
