"""Each line of evidence: for, against, or unknown; and what is never said by an empty record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from openiop.domain.decision import Weight
from openiop.domain.measures.choice import choice_before_any
from openiop.domain.measures.registry import INSTRUMENTS
from openiop.domain.readiness.evidence import (
    HerWord,
    MeasureFacts,
    Reading,
    RecordFacts,
    Screened,
    Told,
    UnitFacts,
    Used,
)
from openiop.domain.readiness.lines import evidence_of, is_worth_a_look
from openiop.domain.readiness.rules import (
    LIMITS,
    READINESS_RULES,
    changed_numbers,
    may_set_numbers,
    numbers_from,
    stored_numbers,
)
from openiop.domain.readiness.words import LINES, Criterion, Line, ToldKind
from openiop.domain.skills.source import Source

TODAY = date(2026, 11, 18)
START = TODAY - timedelta(days=40)
EMPTY = RecordFacts(START)


def row(kind: str, back: int, name: str = "a") -> Source:
    return Source(TODAY - timedelta(days=back), kind, name)


def measure(kind: str, *totals: tuple[int, float]) -> MeasureFacts:
    readings = tuple(
        Reading(TODAY - timedelta(days=back), total, row("form", back, f"{kind}{back}"))
        for back, total in totals
    )
    return MeasureFacts(choice_before_any(INSTRUMENTS[kind]), readings)


def told(kind: ToldKind, answer: str, back: int = 0, about: date | None = None) -> RecordFacts:
    return replace(EMPTY, told=(Told(kind, answer, row("told", back), about),))


def used(skills: int, domains: int, times: int, back: int = 1) -> RecordFacts:
    return replace(
        EMPTY,
        used=tuple(
            Used(f"s{skill}", f"d{skill % domains}", True, row("practice", back, f"{skill}{n}"))
            for skill in range(skills)
            for n in range(times)
        ),
    )


def phq(*totals: tuple[int, float]) -> RecordFacts:
    return replace(EMPTY, measures=(measure("phq-9", *totals),))


def gad(*totals: tuple[int, float]) -> RecordFacts:
    return replace(EMPTY, measures=(measure("gad-7", *totals),))


def on_less(days: int, *totals: tuple[int, float]) -> RecordFacts:
    return replace(phq(*totals), on_less_since=row("days", days))


def her(confidence: int | None = None, agrees: str = "", back: int = 0) -> RecordFacts:
    return replace(EMPTY, her_words=(HerWord(row("her_word", back), confidence, agrees),))


FOR, AGAINST, UNKNOWN = "for", "against", "unknown"
END = TODAY + timedelta(days=5)


@pytest.mark.parametrize(
    ("line", "facts", "side"),
    [
        (Line.NO_HIGH_RISK, replace(EMPTY, screened=(Screened(row("form", 3), False),)), FOR),
        (Line.NO_HIGH_RISK, replace(EMPTY, screened=(Screened(row("form", 13), True),)), AGAINST),
        (Line.NO_HIGH_RISK, replace(EMPTY, screened=(Screened(row("form", 14), True),)), UNKNOWN),
        (Line.NO_HIGH_RISK, replace(EMPTY, high_alerts=(row("alert", 1),)), AGAINST),
        (Line.PRIMARY, phq((30, 18), (7, 9), (0, 8)), FOR),
        (Line.PRIMARY, phq((30, 24), (7, 12), (0, 12)), FOR),
        (Line.PRIMARY, phq((30, 18), (4, 9), (0, 8)), UNKNOWN),
        (Line.PRIMARY, phq((0, 4)), UNKNOWN),
        (Line.PRIMARY, phq((30, 12), (7, 11), (0, 10)), AGAINST),
        (Line.PRIMARY, phq((30, 12), (7, 14), (0, 9)), UNKNOWN),
        (Line.PRIMARY, phq((30, 4), (20, 4)), UNKNOWN),
        (Line.NO_WORSENING, gad((20, 5), (2, 6)), FOR),
        (Line.NO_WORSENING, gad((20, 5), (2, 12)), AGAINST),
        (Line.NO_WORSENING, gad((2, 12)), UNKNOWN),
        (Line.NO_WORSENING, phq((20, 5), (2, 20)), UNKNOWN),
        (Line.NO_CRISIS, told(ToldKind.CRISIS_USE, "no"), FOR),
        (Line.NO_CRISIS, told(ToldKind.CRISIS_USE, "no", back=14), UNKNOWN),
        (Line.NO_CRISIS, told(ToldKind.CRISIS_USE, "yes"), AGAINST),
        (Line.NO_CRISIS, replace(EMPTY, in_hospital=(row("move", 5),)), AGAINST),
        (Line.MEDICATION, replace(EMPTY, medication_known=(row("medication", 30),)), FOR),
        (Line.MEDICATION, replace(EMPTY, medication_changes=(row("medication", 5),)), AGAINST),
        (
            Line.MEDICATION,
            replace(
                told(ToldKind.PRESCRIBER_PLAN, "yes"), medication_changes=(row("medication", 5),)
            ),
            FOR,
        ),
        (Line.SKILLS_USED, used(4, 2, 3), FOR),
        (Line.SKILLS_USED, used(4, 1, 3), AGAINST),
        (Line.SKILLS_USED, used(3, 2, 3), AGAINST),
        (Line.SKILLS_USED, used(4, 2, 2), AGAINST),
        (Line.SKILLS_USED, used(4, 2, 3, back=14), UNKNOWN),
        (Line.TEAM_RATING, told(ToldKind.SKILLS_RATING, "3"), FOR),
        (Line.TEAM_RATING, told(ToldKind.SKILLS_RATING, "2"), AGAINST),
        (Line.PLAN_REHEARSED, told(ToldKind.PLAN_REHEARSED, "yes"), FOR),
        (Line.PLAN_REHEARSED, told(ToldKind.PLAN_REHEARSED, "no"), AGAINST),
        (Line.CORE_UNITS, replace(EMPTY, units=(UnitFacts("A", False),)), UNKNOWN),
        (
            Line.CORE_UNITS,
            replace(EMPTY, units=(UnitFacts("A", True, row("session", 3)), UnitFacts("B", False))),
            AGAINST,
        ),
        (Line.CORE_UNITS, replace(EMPTY, units=(UnitFacts("A", True, row("session", 3)),)), FOR),
        (Line.ON_LESS, on_less(14, (20, 9), (1, 10)), FOR),
        (Line.ON_LESS, on_less(13, (20, 9), (1, 10)), UNKNOWN),
        (Line.ON_LESS, on_less(3, (20, 9), (1, 15)), AGAINST),
        (Line.ON_LESS, on_less(20), UNKNOWN),
        (
            Line.FIRST_VISIT,
            replace(
                told(ToldKind.FIRST_VISIT, "yes", about=END + timedelta(days=7)), planned_end_on=END
            ),
            FOR,
        ),
        (
            Line.FIRST_VISIT,
            replace(
                told(ToldKind.FIRST_VISIT, "yes", about=END + timedelta(days=8)), planned_end_on=END
            ),
            AGAINST,
        ),
        (Line.FIRST_VISIT, told(ToldKind.FIRST_VISIT, "yes", about=END), UNKNOWN),
        (Line.SUPPORTS, replace(EMPTY, people=(row("team_member", 9),)), FOR),
        (Line.CONFIDENCE, her(confidence=7), FOR),
        (Line.CONFIDENCE, her(confidence=6), AGAINST),
        (Line.CONFIDENCE, her(confidence=9, back=30), UNKNOWN),
        (Line.AGREES, her(agrees="yes"), FOR),
        (Line.AGREES, her(agrees="unsure"), UNKNOWN),
        (Line.AGREES, her(agrees="not_yet"), AGAINST),
    ],
)
def test_each_line_points_where_the_record_does(line: Line, facts: RecordFacts, side: str) -> None:
    found = {each.line: each for each in evidence_of(facts, TODAY)}

    assert found[line].side.value == side
    assert side == UNKNOWN or found[line].sources


def test_an_empty_record_is_unknown_throughout_and_never_not_yet() -> None:
    lines = evidence_of(EMPTY, TODAY)

    assert [each.line for each in lines] == [line for c in Criterion for line in LINES[c]]
    assert {each.side for each in lines} == {Weight.UNKNOWN}
    assert all(each.text.startswith("Unknown") for each in lines)
    assert all(each.needs for each in lines)
    assert not is_worth_a_look(lines)


def test_a_look_needs_safety_the_main_measure_and_skills_in_use() -> None:
    good = replace(
        phq((30, 18), (7, 6), (0, 4)),
        screened=(Screened(row("form", 1), False),),
        used=used(4, 2, 3).used,
    )
    assert is_worth_a_look(evidence_of(good, TODAY))
    assert is_worth_a_look(
        evidence_of(
            replace(good, units=(UnitFacts("A", True, row("s", 1)), UnitFacts("B", False))), TODAY
        )
    )
    assert not is_worth_a_look(evidence_of(replace(good, used=()), TODAY))
    assert not is_worth_a_look(evidence_of(replace(good, screened=()), TODAY))
    assert not is_worth_a_look(
        evidence_of(replace(good, medication_changes=(row("medication", 2),)), TODAY)
    )


def test_a_sites_own_numbers_are_a_version_and_keep_within_limits() -> None:
    own = replace(READINESS_RULES, confidence_at_least=8)

    kept = numbers_from(stored_numbers(own), 2)

    assert kept.id == "openiop-readiness/1+2"
    assert changed_numbers(READINESS_RULES, kept) == ("confidence_at_least",)
    assert may_set_numbers(READINESS_RULES)
    for limit in LIMITS:
        assert not may_set_numbers(replace(READINESS_RULES, **{limit.field: limit.most + 1}))  # type: ignore[arg-type]  # a table names any number
