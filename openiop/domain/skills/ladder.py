"""How far a skill has become hers: taught, practiced, observed, hers; each with its evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Word

from .catalog import CATALOG, Skill
from .source import Source


class Rung(Word):
    """Where she is with a skill. `UNKNOWN` is no rung: the record says nothing about it."""

    UNKNOWN = "unknown", _("Nothing known yet")
    TAUGHT = "taught", _("Taught")
    PRACTICED = "practiced", _("Practiced")
    OBSERVED = "observed", _("Seen by staff")
    HERS = "hers", _("Hers")


class Helped(Word):
    """Whether a skill helped, in her own judgment."""

    YES = "yes", _("Yes")
    A_LITTLE = "a_little", _("A little")
    NOT_THIS_TIME = "not_this_time", _("Not this time")


class HowHard(Word):
    """How hard it was to use."""

    EASY = "easy", _("Easy")
    SOME_EFFORT = "some_effort", _("Some effort")
    HARD = "hard", _("Hard")


class SeenHow(Word):
    """What staff saw her do with a skill."""

    WITH_HELP = "with_help", _("With help")
    ON_HER_OWN = "on_her_own", _("On her own")
    TAUGHT_OTHERS = "taught_others", _("Showed it to others")


@dataclass(frozen=True)
class LadderRules:
    """What makes a skill hers. Nothing here is a score, and nothing is summed.

    Source: domain.md 7.3 (at least 3 uses with at least partial success in 14 days); the number of
    observations and her confidence are [product default].
    """

    id: str = "openiop-skill-ladder/1"
    window_days: int = 14
    """Uses within so many days count for "hers"; older ones stay as evidence of practice."""
    uses_for_hers: int = 3
    """Uses that helped at least a little, within the window."""
    observed_for_hers: int = 1
    """Times staff saw it, ever in this stay."""
    confidence_for_hers: int = 3
    """Her own newest rating, 1 to 5, if she gave one."""
    confidence_lowest: int = 1
    confidence_highest: int = 5


LADDER_RULES = LadderRules()


@dataclass(frozen=True)
class Taught:
    """She was in a session that taught a skill, long enough for the unit to count."""

    skill: str
    source: Source


@dataclass(frozen=True)
class Practice:
    """One line of her log."""

    skill: str
    source: Source
    hard: HowHard | None = None
    helped: Helped | None = None

    @property
    def is_success(self) -> bool:
        """Whether it helped at least a little; what she left open is no success."""
        return self.helped in (Helped.YES, Helped.A_LITTLE)


@dataclass(frozen=True)
class Observation:
    """Staff saw her use a skill: in a signed note, or one tap on her page."""

    skill: str
    source: Source
    how: SeenHow | None = None


@dataclass(frozen=True)
class Confidence:
    """Her own rating of a skill, 1 to 5."""

    skill: str
    source: Source
    value: int


_Row = TypeVar("_Row", Taught, Practice, Observation, Confidence)


@dataclass(frozen=True)
class SkillFacts:
    """What the record says about one client's skills."""

    taught: tuple[Taught, ...] = ()
    practiced: tuple[Practice, ...] = ()
    observed: tuple[Observation, ...] = ()
    rated: tuple[Confidence, ...] = ()


@dataclass(frozen=True)
class SkillStanding:
    """Where she is with one skill, and every row that says so."""

    skill: Skill
    rung: Rung
    taught: tuple[Taught, ...] = ()
    practiced: tuple[Practice, ...] = ()
    """Of her whole stay, newest first."""
    lately: tuple[Practice, ...] = ()
    """Those within the window."""
    observed: tuple[Observation, ...] = ()
    confidence: Confidence | None = None
    rule_id: str = LADDER_RULES.id
    next_needs: tuple[Reason, ...] = field(default=())
    """What the record would have to show for the skill to be hers; empty when it is."""

    @property
    def uses(self) -> int:
        """How often she used it within the window."""
        return len(self.lately)

    @property
    def successes(self) -> int:
        """How often it helped at least a little, within the window."""
        return sum(each.is_success for each in self.lately)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every row this rests on, newest first."""
        rows = [each.source for each in self.taught]
        rows += [each.source for each in self.practiced]
        rows += [each.source for each in self.observed]
        rows += [self.confidence.source] if self.confidence else []
        return tuple(sorted(rows, reverse=True))

    @property
    def is_known(self) -> bool:
        """Whether the record says anything about it."""
        return self.rung is not Rung.UNKNOWN


def standing(
    skill: Skill, facts: SkillFacts, on: date, rules: LadderRules = LADDER_RULES
) -> SkillStanding:
    """The highest rung for which there is evidence; without any it is unknown, never "not yet".

    A rung does not wait for the one below it: who practices what nobody taught her here has
    practiced it. Hers is: used 3 times with some success in 14 days, seen by staff, and her own
    confidence, if she gave one, at 3 of 5 or more. A rating alone is no rung.
    Source: issue, Skills: acquisition per skill as a ladder with evidence; domain.md 7.3.
    """
    was_taught = _newest(facts.taught, skill, on)
    used = _newest(facts.practiced, skill, on)
    seen = _newest(facts.observed, skill, on)
    hers = _newest(facts.rated, skill, on)
    since = on - timedelta(days=rules.window_days - 1)
    lately = tuple(each for each in used if each.source.on >= since)
    confidence = hers[0] if hers else None
    needs = _needs(lately, seen, confidence, rules)
    rung = Rung.UNKNOWN
    if was_taught:
        rung = Rung.TAUGHT
    if used:
        rung = Rung.PRACTICED
    if seen:
        rung = Rung.OBSERVED
    if not needs:
        rung = Rung.HERS
    return SkillStanding(
        skill=skill,
        rung=rung,
        taught=was_taught,
        practiced=used,
        lately=lately,
        observed=seen,
        confidence=confidence,
        rule_id=rules.id,
        next_needs=needs,
    )


def _newest(rows: Iterable[_Row], skill: Skill, on: date) -> tuple[_Row, ...]:
    of_it = (each for each in rows if each.skill == skill.id and each.source.on <= on)
    return tuple(sorted(of_it, key=lambda each: each.source, reverse=True))


def _needs(
    lately: tuple[Practice, ...],
    seen: tuple[Observation, ...],
    confidence: Confidence | None,
    rules: LadderRules,
) -> tuple[Reason, ...]:
    successes = sum(each.is_success for each in lately)
    uses = Reason(
        "uses",
        _("Used {n} more times with some success within {days} days"),
        params={"n": rules.uses_for_hers - successes, "days": rules.window_days},
    )
    return Decision.all_of(
        (successes >= rules.uses_for_hers, uses),
        (len(seen) >= rules.observed_for_hers, Reason("seen", _("Seen once by staff"))),
        (
            confidence is None or confidence.value >= rules.confidence_for_hers,
            Reason("confidence", _("She feels at least somewhat sure of it")),
        ),
    ).reasons


def ladder(
    facts: SkillFacts,
    on: date,
    rules: LadderRules = LADDER_RULES,
    skills: tuple[Skill, ...] = CATALOG,
) -> tuple[SkillStanding, ...]:
    """Where she is with every skill of the catalog, in its order.

    Source: issue, Skills.
    """
    return tuple(standing(skill, facts, on, rules) for skill in skills)


def may_rate(value: int | None, rules: LadderRules = LADDER_RULES) -> Decision:
    """Confidence is one of five steps.

    Source: [product default].
    """
    fits = value is not None and rules.confidence_lowest <= value <= rules.confidence_highest
    return Decision.all_of(
        (fits, Reason("confidence", _("Choose one of the five."), field_name="confidence"))
    )


def may_log(
    skill_id: str,
    on: date | None,
    today: date,
    begun_on: date | None,
    skills: tuple[Skill, ...] = CATALOG,
) -> Decision:
    """Her log names a skill we know and a day of her stay that is not ahead.

    Source: issue, Skills: her log.
    """
    return Decision.all_of(
        (
            any(skill.id == skill_id for skill in skills),
            Reason("skill", _("Choose a skill."), field_name="skill"),
        ),
        (on is not None, Reason("on", _("Choose a day."), field_name="on")),
        (
            on is None or on <= today,
            Reason("ahead", _("This day is still to come."), field_name="on"),
        ),
        (
            on is None or begun_on is None or on >= begun_on,
            Reason("before", _("This day is before you began here."), field_name="on"),
        ),
    )
