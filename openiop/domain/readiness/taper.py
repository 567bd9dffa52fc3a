"""Fewer days, step by step: proposed against her week, warned by her payer's minimum, watched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from openiop.domain.day.payer_rules import PayerRules
from openiop.domain.decision import Decision, Kind, Reason
from openiop.domain.text import _
from openiop.domain.words import Word

from .evidence import MeasureFacts, Reading
from .lines import worse_since


@dataclass(frozen=True)
class TaperRules:
    """How a taper is proposed.

    Source: domain.md 7.4: 5, 3, 2, 1 days over 2 to 4 weeks [product default].
    """

    id: str = "openiop-taper/1"
    ladder: tuple[int, ...] = (5, 3, 2, 1)
    step_days: int = 7
    """So long a step lasts at least; three steps of a week are within 2 to 4 weeks."""
    due_ahead_days: int = 7
    """A step within so many days is on the team's list [product default: the weekly meeting]."""


TAPER_RULES = TaperRules()


@dataclass(frozen=True)
class Block:
    """A group or session of her week on one weekday."""

    name: str
    weekday: int
    minutes: int
    """Therapeutic minutes."""


@dataclass(frozen=True)
class TaperFacts:
    """Her week as it is, and who counts it."""

    weekdays: tuple[int, ...]
    blocks: tuple[Block, ...]
    payer: PayerRules
    own_minutes: int = 0
    """Minutes of sessions of her own in a week; they move with her when she gives up a day."""
    pays_herself: bool = False
    planned_end_on: date | None = None


@dataclass(frozen=True)
class Step:
    """From a day on she comes on these weekdays."""

    from_on: date
    weekdays: tuple[int, ...]


@dataclass(frozen=True)
class StepShown:
    """A step beside what it means for her week."""

    step: Step
    minutes: int
    blocks: tuple[Block, ...]
    left: tuple[str, ...] = ()
    """Groups she would no longer come to on any day."""
    warnings: tuple[Reason, ...] = field(default=())


def proposed_steps(
    facts: TaperFacts, first_on: date, rules: TaperRules = TAPER_RULES
) -> tuple[Step, ...]:
    """Fewer days along the ladder, keeping the days on which most of her groups meet.

    Nothing is proposed to somebody who comes on one day or none.
    Source: domain.md 7.4; which days are kept is a [product default].
    """
    minutes = minutes_by_weekday(facts.blocks)
    kept, steps, on = tuple(sorted(facts.weekdays)), [], first_on
    for count in rules.ladder:
        if count >= len(kept):
            continue
        best = sorted(kept, key=lambda day: (-minutes.get(day, 0), day))[:count]
        kept = tuple(sorted(best))
        steps.append(Step(on, kept))
        on += timedelta(days=rules.step_days)
    return tuple(steps)


def minutes_by_weekday(blocks: Iterable[Block]) -> Mapping[int, int]:
    """Therapeutic minutes of each weekday.

    Source: domain.md 1.7.
    """
    found: dict[int, int] = {}
    for block in blocks:
        found[block.weekday] = found.get(block.weekday, 0) + block.minutes
    return found


def shown_steps(facts: TaperFacts, steps: Sequence[Step]) -> tuple[StepShown, ...]:
    """Each step with its hours, the groups it leaves, and what the payer's rules say about it.

    A warning stops nothing: below the payer's minimum it is outpatient care, billed so.
    Source: domain.md 7.4.
    """
    return tuple(_shown(facts, step) for step in steps)


def _shown(facts: TaperFacts, step: Step) -> StepShown:
    kept = tuple(block for block in facts.blocks if block.weekday in step.weekdays)
    minutes = sum(block.minutes for block in kept) + facts.own_minutes
    names = {block.name for block in kept}
    left = sorted({b.name for b in facts.blocks if b.weekday in facts.weekdays} - names)
    return StepShown(step, minutes, kept, tuple(left), _warnings(facts, step, minutes, kept))


def _warnings(
    facts: TaperFacts, step: Step, minutes: int, kept: tuple[Block, ...]
) -> tuple[Reason, ...]:
    payer, per_day = facts.payer, minutes_by_weekday(kept)
    short = [d for d in step.weekdays if per_day.get(d, 0) < payer.min_minutes_per_billable_day]
    end = facts.planned_end_on
    checks = (
        (
            facts.pays_herself or minutes >= payer.min_weekly_minutes,
            _later(
                "below_minimum",
                _("{hours} hours a week; {payer} asks for {least}. Below that it is outpatient."),
                hours=f"{minutes / 60:.1f}".rstrip("0").rstrip("."),
                payer=_Label(payer.title),
                least=f"{payer.min_weekly_minutes / 60:g}",
            ),
        ),
        (
            facts.pays_herself or not short or not minutes,
            _later(
                "short_day",
                _("A day of it is too short to count for {payer}."),
                payer=_Label(payer.title),
            ),
        ),
        (
            end is None or step.from_on <= end,
            _later("after_end", _("Her stay is planned until {on}."), on=end),
        ),
    )
    return Decision.all_of(*checks).reasons


@dataclass(frozen=True)
class _Label:
    """A marked text that is said in the reader's language."""

    label: str


def _later(code: str, text: str, **params: object) -> Reason:
    return Reason(code, text, Kind.LATER, params=params)


def may_plan_taper(
    now: tuple[int, ...], steps: Sequence[Step], today: date, rules: TaperRules = TAPER_RULES
) -> Decision:
    """Each step has fewer days than the one before, begins at least a week after it, and not ahead
    of today.

    Source: domain.md 7.4; the week is a [product default].
    """
    counts = [len(now), *(len(step.weekdays) for step in steps)]
    fewer = all(0 < after < before for before, after in pairwise(counts))
    days = [step.from_on for step in steps]
    apart = all((after - before).days >= rules.step_days for before, after in pairwise(days))
    return Decision.all_of(
        (bool(steps), Reason("no_step", _("A taper has at least one step."))),
        (
            fewer,
            Reason("fewer", _("Each step has fewer days than the one before, and one at least.")),
        ),
        (
            not days or days[0] >= today,
            Reason("past", _("The first step cannot begin before today.")),
        ),
        (
            apart,
            Reason(
                "apart",
                _("Leave {days} days or more between steps."),
                params={"days": rules.step_days},
            ),
        ),
    )


def due_step(
    steps: Sequence[Step], now: tuple[int, ...], today: date, rules: TaperRules = TAPER_RULES
) -> Step | None:
    """The next step that brings her to fewer days than now and is near; people decide about it.

    Source: issue, Taper; [product default] for how near.
    """
    ahead = [step for step in steps if len(step.weekdays) < len(now)]
    near = [s for s in ahead if s.from_on <= today + timedelta(days=rules.due_ahead_days)]
    return near[0] if near else None


def worsened_on_taper(
    measures: Iterable[MeasureFacts], since: date, today: date
) -> tuple[tuple[MeasureFacts, Reading], ...]:
    """The measures that got worse beyond chance since she comes on fewer days.

    Source: issue, Taper ("a reliable worsening during taper brings the case back").
    """
    found = ((measure, worse_since(measure, since, today)) for measure in measures)
    return tuple((measure, reading) for measure, reading in found if reading is not None)


class ReturnAnswer(Word):
    """What the team decided when a case came back.

    Source: issue, Taper; [product default].
    """

    STAY = "stay", _("Stay at these days for now")
    MORE_DAYS = "more_days", _("Come on more days again")
    GO_ON = "go_on", _("Go on as planned")


def may_answer_return(answer: str, words: str) -> Decision:
    """A returned case is answered with one of three decisions and a sentence why.

    Source: issue, Taper.
    """
    return Decision.all_of(
        (
            answer in {str(each) for each in ReturnAnswer},
            Reason("answer", _("Choose what you decided."), field_name="answer"),
        ),
        (bool(words.strip()), Reason("words", _("Say why, in a sentence."), field_name="words")),
    )
