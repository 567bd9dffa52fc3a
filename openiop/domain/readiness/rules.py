"""The numbers of readiness: named, with their source; a site may set its own, in versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _

DAYS, POINTS, COUNT = _("days"), _("points"), _("how many")


@dataclass(frozen=True)
class ReadinessRules:
    """From when on a line of evidence speaks for less support.

    Source: domain.md 7.3 [product default]; where a field names another source, that one.
    """

    id: str = "openiop-readiness/1"
    calm_days: int = 14
    """No high risk, no crisis care, no worsening, medication unchanged for so many days."""
    readings_apart_days: int = 5
    """Two readings of the main measure lie at least so many days apart."""
    skills_at_least: int = 4
    domains_at_least: int = 2
    uses_each: int = 3
    """Uses with at least partial success, of each skill."""
    practice_days: int = 14
    rating_at_least: int = 3
    """Of 5, as her therapist sees it."""
    rating_days: int = 30
    """A rating holds so many days [product default: one month]."""
    rehearsed_days: int = 30
    """Source: domain.md 8.3 R-SAF-04, a safety plan is looked at every 30 days."""
    taper_days: int = 14
    """So long on fewer days without a reliable worsening."""
    first_visit_days: int = 7
    """Source: domain.md 7.3; HEDIS FUH 7 days in 7.4."""
    confidence_at_least: int = 7
    """Of 10, her own."""
    her_word_days: int = 30
    """What she said holds so many days [product default: one month]."""
    differ_steps: int = 2
    """Positions so many steps apart are a topic. Source: ux.md 4.7."""
    look_again_days: int = 7
    """When nobody says otherwise, the picture is looked at again after so many days.

    Source: [product default], the weekly team meeting.
    """


READINESS_RULES = ReadinessRules()


@dataclass(frozen=True)
class NumberLimit:
    """One number a site may set: what it means, its unit, the least and the most."""

    field: str
    label: str
    unit: str
    least: int
    most: int


LIMITS: tuple[NumberLimit, ...] = (
    NumberLimit("calm_days", _("Without high risk, crisis or worsening"), DAYS, 7, 60),
    NumberLimit("readings_apart_days", _("Two readings lie apart, at least"), DAYS, 3, 21),
    NumberLimit("skills_at_least", _("Skills in use, at least"), COUNT, 1, 10),
    NumberLimit("domains_at_least", _("From so many domains, at least"), COUNT, 1, 5),
    NumberLimit("uses_each", _("Uses of each that helped, at least"), COUNT, 1, 10),
    NumberLimit("practice_days", _("Uses counted over"), DAYS, 7, 60),
    NumberLimit("rating_at_least", _("Therapist's rating of 5, at least"), POINTS, 1, 5),
    NumberLimit("rating_days", _("A rating holds"), DAYS, 7, 60),
    NumberLimit("rehearsed_days", _("Safety plan rehearsed within"), DAYS, 7, 60),
    NumberLimit("taper_days", _("On fewer days, at least"), DAYS, 7, 60),
    NumberLimit("first_visit_days", _("First visit after the last day, within"), DAYS, 1, 14),
    NumberLimit("confidence_at_least", _("Her confidence of 10, at least"), POINTS, 1, 10),
    NumberLimit("her_word_days", _("What she said holds"), DAYS, 7, 60),
    NumberLimit("look_again_days", _("Look again after"), DAYS, 1, 30),
)
"""How far a site may go [product default]."""


def may_set_numbers(rules: ReadinessRules) -> Decision:
    """A site sets its own numbers within the limits; what was computed before keeps its version.

    Source: issue, Readiness ("all configurable and versioned").
    """
    return Decision.all_of(
        *(
            (
                limit.least <= getattr(rules, limit.field) <= limit.most,
                Reason(
                    "outside_limit",
                    _("Choose {least} to {most}."),
                    params={"least": limit.least, "most": limit.most},
                    field_name=limit.field,
                ),
            )
            for limit in LIMITS
        )
    )


def stored_numbers(rules: ReadinessRules) -> dict[str, int]:
    """The whole set in the form in which a version of it is stored.

    Source: issue, Readiness.
    """
    return {limit.field: getattr(rules, limit.field) for limit in LIMITS}


def numbers_from(stored: Mapping[str, int], number: int) -> ReadinessRules:
    """The rules a stored version stands for; what it does not name stays as shipped.

    Source: issue, Readiness.
    """
    known = {limit.field for limit in LIMITS}
    values = {name: int(value) for name, value in stored.items() if name in known}
    shipped = READINESS_RULES
    return replace(shipped, **{"id": f"{shipped.id}+{number}"}, **values)  # type: ignore[arg-type]  # the names are those of its numbers


def changed_numbers(before: ReadinessRules, after: ReadinessRules) -> tuple[str, ...]:
    """The names of the numbers in which two sets differ, for the history.

    Source: issue, Readiness.
    """
    was, becomes = stored_numbers(before), stored_numbers(after)
    return tuple(name for name in becomes if was[name] != becomes[name])
