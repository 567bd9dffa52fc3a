"""The lines of evidence: what each looks at, and when it speaks for, against, or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from openiop.domain.decision import Weight
from openiop.domain.measures.progress import ChangeDirection, has_responded
from openiop.domain.skills.source import Source
from openiop.domain.text import _

from .evidence import (
    Evidence,
    HerWord,
    MeasureFacts,
    Reading,
    RecordFacts,
    line_against,
    line_for,
    line_unknown,
    newest_told,
)
from .rules import READINESS_RULES, ReadinessRules
from .words import LINES, NO, YES, Agrees, Criterion, Line, ToldKind

_Needs = tuple[str, dict[str, object]]


def evidence_of(
    facts: RecordFacts, today: date, rules: ReadinessRules = READINESS_RULES
) -> tuple[Evidence, ...]:
    """All lines in their order: for, against or unknown. None is summed, none decides.

    Source: domain.md 7.3; ux.md 4.7; issue, Readiness.
    """
    return tuple(
        _HOW[line](facts, today, rules) for criterion in Criterion for line in LINES[criterion]
    )


def _since(today: date, days: int) -> date:
    return today - timedelta(days=days - 1)


def _lately(sources: Sequence[Source], since: date, today: date) -> list[Source]:
    return [each for each in sources if since <= each.on <= today]


# Symptoms are stable


def _no_high_risk(facts: RecordFacts, today: date, rules: ReadinessRules) -> Evidence:
    since = _since(today, rules.calm_days)
    needs: _Needs = (
        _("A screen in the last {days} days, and none of them high"),
        {"days": rules.calm_days},
    )
    line = Line.NO_HIGH_RISK
    screened = [e for e in facts.screened if since <= e.source.on <= today]
    high = [e.source for e in screened if e.is_high]
    high += _lately(facts.high_alerts, since, today)
    if high:
        text = _("High risk on {on}")
        return line_against(line, text, high, needs, on=max(high).on)
    if screened:
        text = _("Asked {on}, nothing high in {days} days")
        sources = [each.source for each in screened]
        return line_for(line, text, sources, on=max(sources).on, days=rules.calm_days)
    return line_unknown(line, needs, _("Unknown: no screen in {days} days"), days=rules.calm_days)


def _is_good(measure: MeasureFacts, first: Reading, reading: Reading) -> bool:
    of = measure.chosen.instrument
    cutoff = measure.chosen.cutoff
    if cutoff is not None and not cutoff.is_met(reading.total):
        return True
    if reading == first:
        return False
    if has_responded(of, first.total, reading.total):
        return True
    change = measure.chosen.change_between(first.total, reading.total)
    return change is not None and change.direction is ChangeDirection.BETTER


def _primary(facts: RecordFacts, today: date, rules: ReadinessRules) -> Evidence:
    line, apart = Line.PRIMARY, rules.readings_apart_days
    needs: _Needs = (
        _("Two readings {days} days apart: better beyond chance, or below moderate"),
        {"days": apart},
    )
    measure = next((m for m in facts.measures if m.chosen.instrument.id == facts.primary), None)
    readings = [e for e in measure.readings if e.on <= today] if measure else []
    if measure is None or not readings:
        return line_unknown(line, needs)
    newest, first = readings[-1], readings[0]
    shown = {"title": measure.chosen.instrument.short_title, "total": f"{newest.total:g}"}
    if newest.on < _since(today, rules.calm_days):
        text = _("Unknown: the last {title} is from {on}")
        return line_unknown(line, needs, text, [newest.source], on=newest.on, **shown)
    if not _is_good(measure, first, newest):
        text = _("{title} {total} on {on}: not better beyond chance, not below moderate")
        return line_against(line, text, [newest.source], needs, on=newest.on, **shown)
    until = newest.on - timedelta(days=apart)
    earlier = next((e for e in reversed(readings) if e.on <= until), None)
    if earlier is None:
        text = _("Unknown: {title} {total} on {on}, and no second reading {days} days apart")
        return line_unknown(line, needs, text, [newest.source], on=newest.on, days=apart, **shown)
    both = [newest.source, earlier.source]
    if not _is_good(measure, first, earlier):
        text = _("{title} {total} on {on}; the reading before was not there yet")
        return line_unknown(line, needs, text, both, on=newest.on, **shown)
    text = _("{title} {total} on {on}, and {before} on {before_on}")
    before = {"before": f"{earlier.total:g}", "before_on": earlier.on}
    return line_for(line, text, both, on=newest.on, **before, **shown)


def worse_since(measure: MeasureFacts, since: date, today: date) -> Reading | None:
    """The newest reading from `since` on, when it is reliably worse than the one before that day.

    Without a reading before, the first one from that day on is compared with.
    Source: domain.md 7.2, 7.3; Jacobson and Truax as in instruments.md 1.
    """
    lately = [each for each in measure.since(since) if each.on <= today]
    first = measure.last_before(since) or (lately[0] if lately else None)
    if not lately or first is None or first == lately[-1]:
        return None
    change = measure.chosen.change_between(first.total, lately[-1].total)
    is_worse = change is not None and change.direction is ChangeDirection.WORSE
    return lately[-1] if is_worse else None


def was_compared(measure: MeasureFacts, since: date, today: date) -> bool:
    """Whether two readings can be compared over `since`, by a known reliable change.

    Source: domain.md 7.2.
    """
    lately = [each for each in measure.since(since) if each.on <= today]
    known = measure.chosen.change is not None
    return known and bool(lately) and (measure.last_before(since) or lately[0]) != lately[-1]


def _no_worsening(facts: RecordFacts, today: date, rules: ReadinessRules) -> Evidence:
    line, since = Line.NO_WORSENING, _since(today, rules.calm_days)
    needs: _Needs = (
        _("No other measure worse beyond chance for {days} days"),
        {"days": rules.calm_days},
    )
    others = [m for m in facts.measures if m.chosen.instrument.id != facts.primary]
    worse = [(m, w) for m in others if (w := worse_since(m, since, today)) is not None]
    if worse:
        measure, reading = worse[0]
        text = _("{title} {total} on {on}: worse beyond chance")
        title = measure.chosen.instrument.short_title
        sources = [each.source for _m, each in worse]
        total = f"{reading.total:g}"
        return line_against(line, text, sources, needs, title=title, total=total, on=reading.on)
    compared = [m for m in others if was_compared(m, since, today)]
    if not compared:
        text = _("Unknown: no second measure to compare in {days} days")
        return line_unknown(line, needs, text, days=rules.calm_days)
    titles = ", ".join(m.chosen.instrument.short_title for m in compared)
    sources = [m.readings[-1].source for m in compared]
    return line_for(line, _("{titles}: nothing worse beyond chance"), sources, titles=titles)


def _no_crisis(facts: RecordFacts, today: date, rules: ReadinessRules) -> Evidence:
    line, since = Line.NO_CRISIS, _since(today, rules.calm_days)
    needs: _Needs = (
        _("Asked, and no emergency or crisis care for {days} days"),
        {"days": rules.calm_days},
    )
    stays = _lately(facts.in_hospital, since, today)
    asked = newest_told(facts, ToldKind.CRISIS_USE, since, today)
    said_yes = [
        each.source
        for each in facts.told
        if each.kind is ToldKind.CRISIS_USE
        and each.answer == YES
        and since <= (each.about_on or each.source.on) <= today
        and each.source.on <= today
    ]
    if stays or said_yes:
        text = _("Emergency or crisis care, written down {on}")
        sources = [*stays, *said_yes]
        return line_against(line, text, sources, needs, on=max(sources).on)
    if asked is not None and asked.answer == NO:
        return line_for(line, _("Asked {on}: none"), [asked.source], on=asked.source.on)
    return line_unknown(line, needs, _("Unknown: not asked in {days} days"), days=rules.calm_days)


def _medication(facts: RecordFacts, today: date, rules: ReadinessRules) -> Evidence:
    line, since = Line.MEDICATION, _since(today, rules.calm_days)
    needs: _Needs = (
        _("Unchanged for {days} days, or the change is planned with the prescriber"),
        {"days": rules.calm_days},
    )
    changes = _lately(facts.medication_changes, since, today)
    plan = newest_told(facts, ToldKind.PRESCRIBER_PLAN, since, today)
    if changes and plan is not None and plan.answer == YES:
        text = _("Changed {on}, planned with the prescriber")
        return line_for(line, text, [*changes, plan.source], on=max(changes).on)
    if changes:
        return line_against(line, _("Changed {on}"), changes, needs, on=max(changes).on)
    if facts.medication_known:
        text = _("Unchanged for {days} days")
        return line_for(line, text, facts.medication_known, days=rules.calm_days)
    return line_unknown(line, needs, _("Unknown: her list was not looked at"))


# Skills are hers


def _skills_used(facts: RecordFacts, today: date, rules: ReadinessRules) -> Evidence:
    line, since = Line.SKILLS_USED, _since(today, rules.practice_days)
    needs: _Needs = (
        _("{skills} skills from {domains} domains, {uses} uses each that helped, in {days} days"),
        {
            "skills": rules.skills_at_least,
            "domains": rules.domains_at_least,
            "uses": rules.uses_each,
            "days": rules.practice_days,
        },
    )
    lately = [each for each in facts.used if since <= each.source.on <= today]
    if not lately:
        text = _("Unknown: no use written down in {days} days")
        return line_unknown(line, needs, text, days=rules.practice_days)
    helped: dict[str, list[Source]] = defaultdict(list)
    domains: dict[str, str] = {}
    for each in lately:
        domains[each.skill] = each.domain
        if each.helped:
            helped[each.skill].append(each.source)
    enough = [skill for skill, uses in helped.items() if len(uses) >= rules.uses_each]
    from_domains = len({domains[skill] for skill in enough})
    shown = {"skills": len(enough), "domains": from_domains, "uses": rules.uses_each}
    text = _("{skills} skills from {domains} domains used {uses} times or more with some success")
    if len(enough) >= rules.skills_at_least and from_domains >= rules.domains_at_least:
        sources = [source for skill in enough for source in helped[skill]]
        return line_for(line, text, sources, **shown)
    return line_against(line, text, [each.source for each in lately], needs, **shown)


def _team_rating(facts: RecordFacts, today: date, rules: ReadinessRules) -> Evidence:
    line = Line.TEAM_RATING
    needs: _Needs = (_("{least} of 5 or more"), {"least": rules.rating_at_least})
    since = _since(today, rules.rating_days)
    said = newest_told(facts, ToldKind.SKILLS_RATING, since, today)
    if said is None:
        return line_unknown(
            line, needs, _("Unknown: not rated in {days} days"), days=rules.rating_days
        )
    text, shown = _("{rating} of 5 on {on}"), {"rating": said.answer, "on": said.source.on}
    if int(said.answer) >= rules.rating_at_least:
        return line_for(line, text, [said.source], **shown)
    return line_against(line, text, [said.source], needs, **shown)


def _plan_rehearsed(facts: RecordFacts, today: date, rules: ReadinessRules) -> Evidence:
    line = Line.PLAN_REHEARSED
    needs: _Needs = (_("She says each step aloud once"), {})
    since = _since(today, rules.rehearsed_days)
    said = newest_told(facts, ToldKind.PLAN_REHEARSED, since, today)
    if said is None:
        text = _("Unknown: not written down in {days} days")
        return line_unknown(line, needs, text, days=rules.rehearsed_days)
    if said.answer == YES:
        return line_for(line, _("Rehearsed {on}"), [said.source], on=said.source.on)
    return line_against(
        line, _("Tried {on}, not yet fluent"), [said.source], needs, on=said.source.on
    )


def _core_units(facts: RecordFacts, today: date, rules: ReadinessRules) -> Evidence:
    line = Line.CORE_UNITS
    needs: _Needs = (_("Each unit of her groups attended, or set aside with a reason"), {})
    known = [u.source for u in facts.units if u.source is not None and u.source.on <= today]
    if not known:
        return line_unknown(line, needs, _("Unknown: no unit of her groups is written down"))
    left = [each.title for each in facts.units if not each.is_settled]
    if not left:
        return line_for(line, _("All {n} attended or set aside"), known, n=len(facts.units))
    shown = {"n": len(facts.units) - len(left), "all": len(facts.units), "next": left[0]}
    text = _("{n} of {all} attended or set aside; next: {next}")
    return line_against(line, text, known, needs, **shown)


# It holds with less


def _on_less(facts: RecordFacts, today: date, rules: ReadinessRules) -> Evidence:
    line, days = Line.ON_LESS, rules.taper_days
    needs: _Needs = (_("{days} days on fewer days, nothing worse beyond chance"), {"days": days})
    began = facts.on_less_since
    if began is None:
        return line_unknown(line, needs, _("Unknown: she still comes on all her days"))
    every = (*facts.measures, *facts.functioning)
    worse = [w for m in every if (w := worse_since(m, began.on, today)) is not None]
    if worse:
        sources = [began, *(each.source for each in worse)]
        text = _("On fewer days since {on}; something got worse beyond chance")
        return line_against(line, text, sources, needs, on=began.on)
    so_far = (today - began.on).days
    if so_far < days:
        text = _("Unknown: on fewer days since {on}, {n} of {days} days so far")
        return line_unknown(line, needs, text, [began], on=began.on, n=so_far, days=days)
    read = [m.readings[-1].source for m in every if was_compared(m, began.on, today)]
    if not read:
        text = _("Unknown: on fewer days since {on}, and no reading to compare")
        return line_unknown(line, needs, text, [began], on=began.on)
    text = _("On fewer days since {on}, nothing worse beyond chance")
    return line_for(line, text, [began, *read], on=began.on)


def _functioning(facts: RecordFacts, today: date, rules: ReadinessRules) -> Evidence:
    line = Line.FUNCTIONING
    needs: _Needs = (_("Daily life or her goals as good as at the start, or better"), {})
    steady: list[Source] = []
    worse: list[Source] = []
    for measure in facts.functioning:
        read = [each for each in measure.readings if each.on <= today]
        if len(read) > 1:
            got_worse = _is_harder(measure, read[0].total, read[-1].total)
            (worse if got_worse else steady).append(read[-1].source)
    goals: dict[str, list[tuple[Source, float]]] = defaultdict(list)
    for each in facts.goals:
        if each.source.on <= today:
            goals[each.goal].append((each.source, each.value))
    for rated in goals.values():
        rated.sort(key=lambda each: each[0].on)
        if len(rated) > 1:
            (worse if rated[-1][1] < rated[0][1] else steady).append(rated[-1][0])
    if worse:
        text = _("Harder than at the start on {on}")
        return line_against(line, text, worse, needs, on=max(worse).on)
    if steady:
        text = _("As good as at the start or better, {on}")
        return line_for(line, text, steady, on=max(steady).on)
    return line_unknown(line, needs, _("Unknown: nothing to compare with the start"))


def _is_harder(measure: MeasureFacts, first: float, last: float) -> bool:
    """Worse beyond chance; where no reliable change is known, any step to the harder side."""
    change = measure.chosen.change_between(first, last)
    if change is not None:
        return change.direction is ChangeDirection.WORSE
    direction = measure.chosen.instrument.direction
    lower_is_better = direction is not None and direction.value == "lower_is_better"
    return last > first if lower_is_better else last < first


def _first_visit(facts: RecordFacts, today: date, rules: ReadinessRules) -> Evidence:
    line = Line.FIRST_VISIT
    needs: _Needs = (
        _("Booked within {days} days after her last day"),
        {"days": rules.first_visit_days},
    )
    said = newest_told(facts, ToldKind.FIRST_VISIT, facts.starts_on, today)
    if said is None:
        return line_unknown(line, needs, _("Unknown: none is written down"))
    if said.answer != YES or said.about_on is None:
        text = _("Not booked as of {on}")
        return line_against(line, text, [said.source], needs, on=said.source.on)
    end = facts.planned_end_on
    if end is None:
        text = _("Unknown: booked for {on}, and her last day is not planned")
        return line_unknown(line, needs, text, [said.source], on=said.about_on)
    if said.about_on <= end + timedelta(days=rules.first_visit_days):
        return line_for(line, _("Booked for {on}"), [said.source], on=said.about_on)
    text = _("Booked for {on}, later than {days} days after her last day")
    return line_against(
        line, text, [said.source], needs, on=said.about_on, days=rules.first_visit_days
    )


def _supports(facts: RecordFacts, today: date, rules: ReadinessRules) -> Evidence:
    line = Line.SUPPORTS
    needs: _Needs = (_("At least one person or place, by name"), {})
    said = newest_told(facts, ToldKind.SUPPORTS, facts.starts_on, today)
    people = [each for each in facts.people if each.on <= today]
    if said is not None and said.answer == NO:
        text = _("She named nobody as of {on}")
        return line_against(line, text, [said.source], needs, on=said.source.on)
    if said is not None or people:
        sources = [*people, *([said.source] if said else [])]
        return line_for(line, _("Named, {on}"), sources, on=max(sources).on)
    return line_unknown(line, needs)


def _her_newest(
    facts: RecordFacts, today: date, rules: ReadinessRules, what: str
) -> HerWord | None:
    since = _since(today, rules.her_word_days)
    said = [
        each
        for each in facts.her_words
        if since <= each.source.on <= today and getattr(each, what) not in (None, "")
    ]
    return max(reversed(said), key=lambda each: each.source.on, default=None)


def _confidence(facts: RecordFacts, today: date, rules: ReadinessRules) -> Evidence:
    line = Line.CONFIDENCE
    needs: _Needs = (_("{least} of 10 or more"), {"least": rules.confidence_at_least})
    said = _her_newest(facts, today, rules, "confidence")
    if said is None or said.confidence is None:
        text = _("Unknown: she was not asked in {days} days")
        return line_unknown(line, needs, text, days=rules.her_word_days)
    text, shown = _("{value} of 10 on {on}"), {"value": said.confidence, "on": said.source.on}
    if said.confidence >= rules.confidence_at_least:
        return line_for(line, text, [said.source], **shown)
    return line_against(line, text, [said.source], needs, **shown)


def _agrees(facts: RecordFacts, today: date, rules: ReadinessRules) -> Evidence:
    line = Line.AGREES
    needs: _Needs = (_("She says yes to less support"), {})
    said = _her_newest(facts, today, rules, "agrees")
    if said is None:
        text = _("Unknown: she was not asked in {days} days")
        return line_unknown(line, needs, text, days=rules.her_word_days)
    answer, text = Agrees(said.agrees), _("“{answer}”, {on}")
    shown = {"answer": answer, "on": said.source.on}
    if answer is Agrees.YES:
        return line_for(line, text, [said.source], **shown)
    if answer is Agrees.UNSURE:
        return line_unknown(line, needs, text, [said.source], **shown)
    return line_against(line, text, [said.source], needs, **shown)


_HOW = {
    Line.NO_HIGH_RISK: _no_high_risk,
    Line.PRIMARY: _primary,
    Line.NO_WORSENING: _no_worsening,
    Line.NO_CRISIS: _no_crisis,
    Line.MEDICATION: _medication,
    Line.SKILLS_USED: _skills_used,
    Line.TEAM_RATING: _team_rating,
    Line.PLAN_REHEARSED: _plan_rehearsed,
    Line.CORE_UNITS: _core_units,
    Line.ON_LESS: _on_less,
    Line.FUNCTIONING: _functioning,
    Line.FIRST_VISIT: _first_visit,
    Line.SUPPORTS: _supports,
    Line.CONFIDENCE: _confidence,
    Line.AGREES: _agrees,
}


MUST_SPEAK_FOR = (Line.NO_HIGH_RISK, Line.PRIMARY, Line.SKILLS_USED)
MAY_SPEAK_AGAINST = (Line.CORE_UNITS,)
"""Units she has not had yet are taught on fewer days too."""


def is_worth_a_look(lines: Sequence[Evidence]) -> bool:
    """Whether the team is told to look at fewer days: never to decide, only to look.

    No high risk, the main measure and skills in use all speak for it, and nothing about symptoms
    or skills speaks against it but units still to come. An empty record never says so.
    Source: issue, Morning huddle, Scenarios; which lines count is a [product default].
    """
    side = {each.line: each.side for each in lines}
    looked_at = (*LINES[Criterion.SYMPTOMS], *LINES[Criterion.SKILLS])
    against = [line for line in looked_at if side.get(line) is Weight.AGAINST]
    return all(side.get(line) is Weight.FOR for line in MUST_SPEAK_FOR) and all(
        line in MAY_SPEAK_AGAINST for line in against
    )
