"""The level of care: cases a clinician can check, and what must hold for every case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.assessment.level import (
    CameFrom,
    CareFacts,
    ContactNeed,
    Containment,
    DailySign,
    MeasureFact,
    Side,
    Tried,
    suggest,
)
from openiop.domain.assessment.routes import ASKED, LADDER, ROUTES, CareLevel, Finding, Known
from openiop.domain.words import Level

NO_SIGNS: dict[DailySign, Known] = dict.fromkeys(DailySign, Known.NO)
NOTHING: dict[Finding, Known] = dict.fromkeys(ASKED, Known.NO)
COMMON = CareFacts(
    work=3,
    relationships=2,
    self_care=1,
    skills=3,
    contact=ContactNeed.SEVERAL,
    containment=Containment.WITH_SUPPORT,
    daily=NO_SIGNS,
    findings=NOTHING,
    screen=Level.LOW,
    screened_on=date(2026, 11, 16),
    came_from=CameFrom.NOWHERE,
    tried=Tried.NOT_ENOUGH,
    gets_worse=Known.YES,
)
MILD = replace(
    COMMON,
    work=1,
    relationships=1,
    self_care=0,
    skills=0,
    contact=ContactNeed.WEEKLY,
    containment=Containment.STEADY,
    tried=Tried.HELPED,
    gets_worse=Known.NO,
)


def found(*findings: Finding) -> dict[Finding, Known]:
    return {each: Known.YES if each in findings else Known.NO for each in ASKED}


CASES: list[tuple[str, CareFacts, CareLevel | None]] = [
    ("the four indicators", COMMON, CareLevel.IOP),
    ("mild in everything", MILD, CareLevel.OUTPATIENT),
    ("trouble in life alone", replace(MILD, work=3), CareLevel.OUTPATIENT),
    ("trouble in life, skills do not carry", replace(MILD, work=2, skills=2), CareLevel.IOP),
    ("no trouble in life, more contact", replace(MILD, contact=ContactNeed.SEVERAL), LADDER[0]),
    (
        "steps down, one indicator",
        replace(MILD, contact=ContactNeed.SEVERAL, came_from=CameFrom.INPATIENT),
        CareLevel.IOP,
    ),
    ("steps down, no indicator", replace(MILD, came_from=CameFrom.PHP), CareLevel.OUTPATIENT),
    ("contact every day", replace(COMMON, contact=ContactNeed.DAILY), CareLevel.PHP),
    ("not manageable", replace(COMMON, containment=Containment.UNSTABLE), CareLevel.PHP),
    (
        "monitoring every day",
        replace(COMMON, daily=NO_SIGNS | {DailySign.MONITORING: Known.YES}),
        CareLevel.PHP,
    ),
    ("intent", replace(COMMON, findings=found(Finding.SUICIDE)), CareLevel.INPATIENT),
    ("a high screen, ticked no", replace(COMMON, screen=Level.HIGH), CareLevel.INPATIENT),
    ("a moderate screen", replace(COMMON, screen=Level.MODERATE), CareLevel.IOP),
    ("mania", replace(COMMON, findings=found(Finding.PSYCHOSIS_MANIA)), CareLevel.PHP),
    ("withdrawal", replace(COMMON, findings=found(Finding.WITHDRAWAL)), CareLevel.OTHER),
    (
        "withdrawal and intent",
        replace(COMMON, findings=found(Finding.WITHDRAWAL, Finding.SUICIDE)),
        CareLevel.INPATIENT,
    ),
    ("cannot use groups", replace(MILD, findings=found(Finding.GROUPS)), CareLevel.OTHER),
    ("home not safe", replace(COMMON, findings=found(Finding.HOME)), CareLevel.PHP),
    ("no screen", replace(COMMON, screen=None), None),
    ("one finding not asked", replace(COMMON, findings={Finding.SUICIDE: Known.NO}), None),
    ("unknown that does not matter", replace(COMMON, self_care=None, tried=None), CareLevel.IOP),
    ("unknown that decides", replace(COMMON, contact=None), None),
    ("nothing known", CareFacts(), None),
]


@pytest.mark.parametrize(("case", "facts", "level"), CASES, ids=[case[0] for case in CASES])
def test_the_rule_suggests(case: str, facts: CareFacts, level: CareLevel | None) -> None:
    assert suggest(facts).level is level


def test_a_suggested_iop_is_argued_both_ways() -> None:
    said = suggest(COMMON)

    assert {line.code for line in said.of(Side.NOT_LOWER)} >= {"work", "skills", "contact"}
    assert {line.code for line in said.of(Side.NOT_HIGHER)} >= {"screen", "no_daily", "contact"}
    assert not said.of(Side.UNKNOWN)


def test_totals_argue_and_never_decide() -> None:
    past = MeasureFact("phq-9", "PHQ-9", 17, date(2026, 11, 1), 10, is_met=True)
    under = replace(past, instrument_id="gad-7", title="GAD-7", total=4, is_met=False)

    with_totals = suggest(replace(COMMON, measures=(past, under)))

    assert with_totals.level is suggest(COMMON).level
    lines = {line.code: line for line in with_totals.lines}
    assert lines["measure_phq-9"].side is Side.NOT_LOWER
    assert lines["measure_gad-7"].side is Side.LOWER
    assert lines["measure_phq-9"].text.format(**lines["measure_phq-9"].params) == (
        "PHQ-9: 17 on 2026-11-01, past its cut-off of 10"
    )


def test_every_missing_fact_is_said_as_unknown() -> None:
    unknown = {line.code for line in suggest(CareFacts()).of(Side.UNKNOWN)}

    single = {"no_screen", "work", "relationships", "self_care", "skills", "contact"}
    more = {"containment", "came_from", "tried", "gets_worse"}
    assert unknown == {
        *single,
        *more,
        *(f"unasked_{each}" for each in ASKED),
        *(f"daily_{each}" for each in DailySign),
    }


def test_every_sentence_can_be_filled_in() -> None:
    for _case, facts, _level in CASES:
        for line in suggest(facts).lines:
            assert "{" not in line.text.format(**line.params)


numbers = st.none() | st.integers(0, 4)
KNOWN = st.sampled_from(list(Known))
facts = st.builds(
    CareFacts,
    work=numbers,
    relationships=numbers,
    self_care=numbers,
    skills=numbers,
    contact=st.none() | st.sampled_from(list(ContactNeed)),
    containment=st.none() | st.sampled_from(list(Containment)),
    daily=st.fixed_dictionaries(dict.fromkeys(DailySign, KNOWN)),
    findings=st.fixed_dictionaries(dict.fromkeys(ASKED, KNOWN)),
    screen=st.none() | st.sampled_from([Level.LOW, Level.MODERATE, Level.HIGH, Level.REVIEW]),
    came_from=st.none() | st.sampled_from(list(CameFrom)),
    tried=st.none() | st.sampled_from(list(Tried)),
    gets_worse=KNOWN,
)


@given(facts)
def test_never_less_than_a_finding_asks_for(known: CareFacts) -> None:
    said = suggest(known)

    for route in said.routes:
        if said.level is None:
            continue
        if route.level is CareLevel.OTHER:
            assert said.level in (CareLevel.OTHER, CareLevel.INPATIENT)
        elif said.level is not CareLevel.OTHER:
            assert LADDER.index(said.level) >= LADDER.index(route.level)


@given(facts)
def test_a_high_screen_never_leads_to_a_group(known: CareFacts) -> None:
    assert suggest(replace(known, screen=Level.HIGH)).level is CareLevel.INPATIENT


@given(facts, st.data())
def test_no_missing_answer_can_change_what_was_suggested(
    known: CareFacts, data: st.DataObject
) -> None:
    before = suggest(known).level
    told: dict[str, Any] = {
        name: data.draw(st.integers(0, 4))
        for name in ("work", "relationships", "self_care", "skills")
        if getattr(known, name) is None
    }
    if known.contact is None:
        told["contact"] = data.draw(st.sampled_from(list(ContactNeed)))
    if known.containment is None:
        told["containment"] = data.draw(st.sampled_from(list(Containment)))
    if known.came_from is None:
        told["came_from"] = data.draw(st.sampled_from(list(CameFrom)))
    told["daily"] = {
        sign: said if said is not Known.NOT_ASKED else data.draw(st.sampled_from(list(Known)[:2]))
        for sign, said in known.daily.items()
    }

    after = suggest(replace(known, **told)).level

    assert before is None or after is before


def test_every_finding_has_a_route() -> None:
    assert set(ROUTES) == set(Finding)
    assert all(route.to for route in ROUTES.values())
