"""A person decides the level of care: what has to stand there, and when it is decided anew.

Source: domain.md 2.5 R-LOC-01 and R-LOC-03.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from openiop.domain.care.note_kinds import Discipline
from openiop.domain.decision import YES, Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Word

from .routes import LADDER, STOPS, CareLevel, Finding


class Moment(Word):
    """When the level of care is decided."""

    ADMISSION = "admission", _("Before she starts")
    UTILIZATION = "utilization", _("A utilization review")
    PLAN_REVIEW = "plan_review", _("A review of her plan")
    HIGH_RISK = "high_risk", _("After a high-risk event")
    DISCHARGE = "discharge", _("Before she leaves")


class Variance(Word):
    """Why the level she gets is another than the recommended one.

    Source: domain.md 2.2 (reasons seen in Minnesota).
    """

    SUPPORTS = "supports", _("Supports around her meet the need")
    WATCHED_ELSEWHERE = "watched_elsewhere", _("Somebody watches over her elsewhere")
    DECLINES_HIGHER = "declines_higher", _("She does not want more care")
    WANTS_OTHER = "wants_other", _("She wants another level")
    NO_PLACE = "no_place", _("No place at that level now")
    COVERAGE = "coverage", _("Insurance does not cover it")


def is_less(level: CareLevel | None, than: CareLevel | None) -> bool:
    """Whether a level is less care than another; what stands beside the ladder is neither.

    Source: domain.md 1.1.
    """
    if level not in LADDER or than not in LADDER:
        return False
    return LADDER.index(level) < LADDER.index(than)


def may_assess(disciplines: Collection[Discipline], license_stands: Decision) -> Decision:
    """An assessment and a level of care are the work of somebody licensed for it.

    Source: issue, "Assessment by a licensed professional"; domain.md 3.4.
    """
    fits = bool({Discipline.THERAPY, Discipline.PRESCRIBING} & set(disciplines))
    return (
        Decision.all_of(
            (
                fits,
                Reason(
                    "scope",
                    _("With the credentials on file for you, an assessment is not yours to do."),
                ),
            )
        )
        & license_stands
    )


@dataclass(frozen=True)
class DeterminationFacts:
    """What a person writes down when she decides."""

    recommended: CareLevel | None
    offered: CareLevel | None
    chosen: CareLevel | None
    """What she chooses; None while she thinks it over."""
    preference_asked: bool
    """Her words about it stand there, or that she would rather not say."""
    why_not_lower: str = ""
    why_not_higher: str = ""
    suggested: CareLevel | None = None
    disagreement: str = ""
    """Why the person sees it otherwise than the rule."""
    variance: Variance | None = None
    mitigation: str = ""
    """What is done about the difference."""
    next_step: str = ""
    handed_to: str = ""
    found: frozenset[Finding] = frozenset()


def needs_named_clinician(recommended: CareLevel | None, chosen: CareLevel | None) -> bool:
    """She chose less care than was recommended: somebody named has to say yes to her start.

    Source: issue, "Given PHP recommended and IOP chosen"; domain.md 2.5 R-LOC-01.
    """
    return is_less(chosen, recommended)


def may_determine(facts: DeterminationFacts, may_decide: Decision) -> Decision:
    """A level stands with reasons both ways, her preference, and why and how where it differs.

    A level that is not an IOP names the next step and who takes it. While she means to end her life
    or to harm somebody, the groups here are not offered.
    Source: domain.md 1.8 (both directions), 2.5 R-LOC-01; issue, "Level of care".
    """
    level = facts.recommended
    differs = level is not None and (
        facts.offered not in (None, level) or facts.chosen not in (None, level)
    )
    lower = is_less(facts.chosen or facts.offered, level) or is_less(facts.offered, level)
    ends = facts.chosen or facts.offered
    elsewhere = ends is not None and ends is not CareLevel.IOP
    stopped = bool(facts.found & STOPS) and CareLevel.IOP in (facts.offered, facts.chosen)
    return may_decide & Decision.all_of(
        (level is not None, _missing("recommended", _("Say which level you recommend."))),
        (facts.offered is not None, _missing("offered", _("Say which level is offered."))),
        (
            facts.preference_asked,
            _missing("preference", _("Write what she wants, or that she would rather not say.")),
        ),
        (
            level in (None, CareLevel.OUTPATIENT, CareLevel.OTHER)
            or bool(facts.why_not_lower.strip()),
            _missing("why_not_lower", _("Say why less care is not enough.")),
        ),
        (
            level in (None, CareLevel.INPATIENT, CareLevel.OTHER)
            or bool(facts.why_not_higher.strip()),
            _missing("why_not_higher", _("Say why more care is not needed.")),
        ),
        (
            facts.suggested in (None, level) or bool(facts.disagreement.strip()),
            _missing("disagreement", _("The rule suggests another level. Say why you differ.")),
        ),
        (
            not differs or facts.variance is not None,
            _missing("variance", _("Choose why the levels differ.")),
        ),
        (
            not lower or bool(facts.mitigation.strip()),
            _missing("mitigation", _("Say what makes less care safe enough.")),
        ),
        (
            not elsewhere or bool(facts.next_step.strip()),
            _missing("next_step", _("Name the next step for her.")),
        ),
        (
            not elsewhere or bool(facts.handed_to.strip()),
            _missing("handed_to", _("Name who takes it from here.")),
        ),
        (
            not stopped,
            Reason(
                "stopped",
                _(
                    "A finding needs somebody to see her now. The groups here are not offered "
                    "while it holds."
                ),
                field_name="offered",
            ),
        ),
    )


def _missing(field_name: str, text: str) -> Reason:
    return Reason(field_name, text, field_name=field_name)


# -- When it is decided anew -----------------------------------------------------------------------


@dataclass(frozen=True)
class AnewRules:
    """How long ahead of an end the level is looked at again.

    Source: domain.md 1.8 (continued stay: 3 to 5 days before the last covered day, 4 business
    days by default, which a weekend makes 6) and 2.5 R-LOC-03; the week before her last day is a
    [product default].
    """

    id: str = "openiop-level-anew/1"
    before_covered_end_days: int = 6
    before_last_day_days: int = 7


ANEW_RULES = AnewRules()


@dataclass(frozen=True)
class Happened:
    """A moment at which the level has to be looked at again, and when it came."""

    moment: Moment
    at: datetime


def due_for_redetermination(
    determined_at: datetime | None, happened: Iterable[Happened]
) -> Happened | None:
    """The oldest moment since the level was last decided; None when nothing has come since.

    Source: domain.md 2.5 R-LOC-03.
    """
    since = [each for each in happened if determined_at is None or each.at > determined_at]
    return min(since, key=lambda each: each.at, default=None)


def may_complete(required: Collection[tuple[str, bool]]) -> Decision:
    """An assessment is closed when what safety needs was asked; her history may stay untold.

    Source: issue, "trauma history in her own time"; domain.md 2.5.
    """
    missing = [name for name, is_there in required if not is_there]
    if not missing:
        return YES
    return Decision(tuple(Reason(f"open_{name}", OPEN_WORDS[name]) for name in missing))


OPEN_WORDS = {
    "goal": _("What she wants has not been written down."),
    "screen": _("The C-SSRS has not been asked."),
    "findings": _("Not everything that could need another service first was asked."),
    "daily_life": _("The four indicators are not complete."),
    "document": _("The biopsychosocial assessment is not signed."),
}
"""What an assessment may still lack."""
