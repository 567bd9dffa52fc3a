"""Lines anybody can reach in a crisis: numbers, honest words, source and date of the last look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .text import _


@dataclass(frozen=True)
class Way:
    """One way to reach a line: what the button says and where it leads."""

    label: str
    href: str
    is_main: bool = False
    language: str = ""
    """Only for readers of this language; empty: for everybody."""


@dataclass(frozen=True)
class CrisisLine:
    """One line, with what we may honestly say about it."""

    id: str
    name: str
    what: str
    hours: str
    ways: tuple[Way, ...]
    source: str
    reviewed_on: date
    """When somebody last checked that the number answers and the words hold."""


@dataclass(frozen=True)
class CrisisRules:
    """How long a line may stand without a new look, and what a client is told about our reading.

    Source: ux.md 3.8 H4 (180 days); ux.md 3.7 (read within 1 hour on monitored days).
    """

    id: str = "openiop-crisis/1"
    review_every_days: int = 180
    read_within_h: int = 1


CRISIS_RULES = CrisisRules()

_FROM_KNOWLEDGE = "domain.md 8.6; ux.md 3.8 [from knowledge]: call each number before a release"
_LOOKED_ON = date(2026, 11, 1)
_ALWAYS = _("Day and night. Free.")

LIFELINE = CrisisLine(
    id="988",
    name=_("988 Suicide & Crisis Lifeline"),
    what=_(
        "A trained person listens. They are not us and do not see your records. "
        "If they think a life is in danger, they may send help."
    ),
    hours=_("Day and night. Free. For Spanish, press 2, or text AYUDA."),
    ways=(
        Way(_("Call 988"), "tel:988", is_main=True),
        Way(_("Text 988"), "sms:988", language="en"),
        # [from knowledge], like the lines below: ux.md 3.8 H1
        Way(_("Text AYUDA to 988"), "sms:988?&body=AYUDA", language="es"),
    ),
    source="ux.md 3.8 H1, H2; domain.md 8.6",
    reviewed_on=_LOOKED_ON,
)
DOMESTIC_VIOLENCE = CrisisLine(
    id="dv-hotline",
    name=_("Domestic Violence Hotline"),
    what=_("When someone close to you scares you, hurts you or controls you."),
    hours=_ALWAYS,
    ways=(
        Way("1-800-799-7233", "tel:18007997233", is_main=True),
        Way(_("Text START to 88788"), "sms:88788?&body=START"),
    ),
    source=_FROM_KNOWLEDGE,
    reviewed_on=_LOOKED_ON,
)
CRISIS_TEXT = CrisisLine(
    id="crisis-text-line",
    name=_("Crisis Text Line"),
    what=_("When you would rather write than talk. For Spanish, text HOLA."),
    hours=_ALWAYS,
    ways=(
        Way(_("Text HOME to 741741"), "sms:741741?&body=HOME", is_main=True, language="en"),
        Way(_("Text HOLA to 741741"), "sms:741741?&body=HOLA", is_main=True, language="es"),
    ),
    source=_FROM_KNOWLEDGE,
    reviewed_on=_LOOKED_ON,
)
SEXUAL_ASSAULT = CrisisLine(
    id="rainn",
    name=_("Sexual Assault Hotline"),
    what=_("When someone hurt you sexually, now or long ago."),
    hours=_ALWAYS,
    ways=(Way("1-800-656-4673", "tel:18006564673", is_main=True),),
    source=_FROM_KNOWLEDGE,
    reviewed_on=_LOOKED_ON,
)
MATERNAL = CrisisLine(
    id="maternal",
    name=_("Maternal Mental Health Hotline"),
    what=_("While you are pregnant, and in the time after birth."),
    hours=_ALWAYS,
    ways=(Way("1-833-852-6262", "tel:18338526262", is_main=True),),
    source=_FROM_KNOWLEDGE,
    reviewed_on=_LOOKED_ON,
)
EMERGENCY = CrisisLine(
    id="911",
    name=_("I am in danger right now"),
    what=_("For you or someone with you: police, fire, ambulance."),
    hours="",
    ways=(Way(_("Call 911"), "tel:911", is_main=True),),
    source="ux.md 3.8 H1",
    reviewed_on=_LOOKED_ON,
)

CRISIS_LINES: tuple[CrisisLine, ...] = (
    LIFELINE,
    EMERGENCY,
    DOMESTIC_VIOLENCE,
    CRISIS_TEXT,
    SEXUAL_ASSAULT,
    MATERNAL,
)
"""In the order they are shown."""


def ways_in(line: CrisisLine, language: str) -> tuple[Way, ...]:
    """A woman who reads Spanish is shown the word that reaches somebody who writes Spanish.

    Source: ux.md 3.8 H1.
    """
    return tuple(way for way in line.ways if way.language in ("", language))


def needs_review(
    today: date,
    lines: Sequence[CrisisLine] = CRISIS_LINES,
    rules: CrisisRules = CRISIS_RULES,
) -> tuple[CrisisLine, ...]:
    """The lines nobody has checked for 180 days or more.

    Why: a number that no longer answers is worse than none. Source: ux.md 3.8 H4.
    """
    return tuple(
        line for line in lines if (today - line.reviewed_on).days >= rules.review_every_days
    )
