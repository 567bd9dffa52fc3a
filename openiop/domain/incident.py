"""Incident reports: what happened in the house, kept apart from every client's chart.

Source: issue, "incident reports kept out of the releasable chart"; domain.md 8.4 (post-event
review within 7 days).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .decision import Decision, Reason
from .text import _
from .words import Word


class IncidentKind(Word):
    """What kind of thing happened."""

    SELF_HARM = "self_harm", _("Somebody hurt herself")
    INJURY = "injury", _("A fall or an injury")
    MEDICAL = "medical", _("A medical emergency")
    THREAT = "threat", _("A threat or violence")
    UNWANTED_VISITOR = "unwanted_visitor", _("Somebody unwanted came or called")
    PRIVACY = "privacy", _("Something private reached the wrong person")
    NEAR_MISS = "near_miss", _("It nearly went wrong")
    OTHER = "other", _("Something else")


@dataclass(frozen=True)
class IncidentRules:
    """Source: domain.md 8.4: post-event review within 7 days."""

    id: str = "openiop-incident/1"
    review_within_days: int = 7


INCIDENT_RULES = IncidentRules()


def review_by(reported_on: date, rules: IncidentRules = INCIDENT_RULES) -> date:
    """An incident is reviewed within 7 days of its report.

    Source: domain.md 8.4.
    """
    return reported_on + timedelta(days=rules.review_within_days)


def may_report(
    kind: IncidentKind | None, at: datetime | None, now: datetime, what: str, immediate: str
) -> Decision:
    """A report says what kind, when, what happened and what was done at once; never ahead of time.

    Source: issue, "what happened, who was there, immediate action, notified, follow-up".
    """
    return Decision.all_of(
        (
            kind is not None,
            Reason("no_kind", _("Say what kind of thing it was."), field_name="kind"),
        ),
        (at is not None, Reason("no_time", _("Say when it happened."), field_name="happened")),
        (
            at is None or at <= now,
            Reason("ahead", _("That time has not come yet."), field_name="happened"),
        ),
        (
            bool(what.strip()),
            Reason("no_words", _("Say in a few sentences what happened."), field_name="what"),
        ),
        (
            bool(immediate.strip()),
            Reason("no_deed", _("Say what was done at once."), field_name="immediate"),
        ),
    )


def may_review(words: str, has_been_reviewed: bool) -> Decision:
    """A review says what is done so that it does not happen again; it is written once.

    Source: domain.md 8.4, post-event review.
    """
    return Decision.all_of(
        (not has_been_reviewed, Reason("reviewed", _("Somebody has reviewed this already."))),
        (
            bool(words.strip()),
            Reason("no_words", _("Say what follows from it."), field_name="words"),
        ),
    )
