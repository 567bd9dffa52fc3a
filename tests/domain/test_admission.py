from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from openiop.domain.admission import (
    CONSENTS,
    ITEMS,
    AdmissionFacts,
    GroupForm,
    Item,
    LineState,
    MarkKind,
    SeatSaid,
    StartAsked,
    checklist,
    may_admit,
    may_mark,
    may_plan_length,
    may_plan_start,
    may_take_seat,
)
from openiop.domain.assessment.routes import CareLevel
from openiop.domain.consent import ConsentKind
from openiop.domain.decision import Kind
from openiop.domain.privacy import Role

TODAY = date(2026, 11, 18)
READY = AdmissionFacts(
    safe_contact_asked=True,
    suicide_screen_on=TODAY - timedelta(days=3),
    recommended=CareLevel.IOP,
    chosen=CareLevel.IOP,
    answered=frozenset(ConsentKind),
    has_emergency_contact=True,
    coverage_verified=True,
    is_authorized=True,
    has_release=True,
    has_schedule=True,
    day_one_person=True,
)


def marked(facts: AdmissionFacts, **marks: MarkKind) -> AdmissionFacts:
    return replace(facts, marks={Item(name): mark for name, mark in marks.items()})


@pytest.mark.parametrize(
    ("facts", "codes", "may"),
    [
        (READY, (), True),
        (replace(READY, safe_contact_asked=False), ("safe_contact",), False),
        (
            marked(replace(READY, safe_contact_asked=False), safe_contact=MarkKind.WAIVED),
            ("safe_contact",),
            False,
        ),
        (
            marked(replace(READY, suicide_screen_on=None), suicide_screen=MarkKind.WAIVED),
            ("suicide_screen",),
            False,
        ),
        (
            marked(replace(READY, suicide_screen_on=None), suicide_screen=MarkKind.NOT_NEEDED),
            ("suicide_screen",),
            False,
        ),
        (replace(READY, suicide_screen_on=TODAY - timedelta(days=14)), (), True),
        (
            replace(READY, suicide_screen_on=TODAY - timedelta(days=15)),
            ("suicide_screen",),
            False,
        ),
        (replace(READY, alert_waits=True), ("open_alert",), False),
        (replace(READY, chosen=CareLevel.OUTPATIENT), ("level", "level_yes"), False),
        (replace(READY, chosen=None), ("level",), False),
        (replace(READY, recommended=CareLevel.PHP), ("level_yes",), False),
        (replace(READY, recommended=CareLevel.PHP, clinician_said_yes=True), (), True),
        (
            replace(READY, answered=READY.answered - {ConsentKind.TREATMENT}),
            ("consent_treatment",),
            False,
        ),
        (replace(READY, answered=READY.answered - {ConsentKind.TELEHEALTH}), (), True),
        (
            replace(READY, remote=True, answered=READY.answered - {ConsentKind.TELEHEALTH}),
            ("consent_telehealth", "tech_check"),
            False,
        ),
        (
            replace(READY, answered=READY.answered - {ConsentKind.MESSAGES}),
            ("consent_messages",),
            True,
        ),
        (replace(READY, coverage_verified=False), ("coverage",), False),
        (replace(READY, coverage_verified=False, pays_herself=True), (), True),
        (replace(READY, is_authorized=False), ("authorization",), False),
        (replace(READY, is_authorized=False, authorization_needed=False), (), True),
        (
            replace(READY, is_authorized=False, order_needed=True, pays_herself=True),
            (),
            True,
        ),
        (replace(READY, order_needed=True), ("physician_order",), False),
        (marked(replace(READY, coverage_verified=False), coverage=MarkKind.WAIVED), (), True),
        (
            marked(replace(READY, coverage_verified=False), coverage=MarkKind.DONE),
            ("coverage",),
            False,
        ),
        (replace(READY, forms_missing=("PHQ-9",)), ("baseline",), False),
        (replace(READY, safety_plan_needed=True), ("safety_plan",), False),
        (replace(READY, safety_plan_needed=True, has_safety_plan=True), (), True),
        (
            replace(READY, from_hospital=True),
            ("hospital_safety_plan", "hospital_medicines", "hospital_risk"),
            False,
        ),
        (
            marked(
                replace(READY, from_hospital=True),
                hospital_safety_plan=MarkKind.DONE,
                hospital_medicines=MarkKind.NOT_NEEDED,
                hospital_risk=MarkKind.WAIVED,
            ),
            (),
            True,
        ),
        (replace(READY, needs_childcare=True), ("childcare",), False),
        (replace(READY, needs_transport=True), ("transport",), True),
        (replace(READY, has_release=False), ("releases",), True),
        (replace(READY, has_schedule=False), ("schedule",), False),
    ],
)
def test_she_may_start_when_nothing_that_stops_is_missing(
    facts: AdmissionFacts, codes: tuple[str, ...], may: bool
) -> None:
    decision = may_admit(facts, TODAY)

    assert decision.codes == codes
    assert bool(decision) is may


def test_every_item_has_its_line_and_what_stops_is_waived_by_nobody() -> None:
    assert set(ITEMS) == set(Item)
    assert set(CONSENTS.values()) == set(ConsentKind)
    assert [line.item for line in checklist(READY, TODAY)] == list(ITEMS)
    for rule in ITEMS.values():
        assert bool(rule.waivable_by) is (rule.kind is Kind.WAIVABLE)
    stops = {item for item, rule in ITEMS.items() if rule.kind is Kind.STOP}
    assert {Item.SAFE_CONTACT, Item.SUICIDE_SCREEN} <= stops
    assert not stops & {Item.COVERAGE, Item.AUTHORIZATION, Item.PHYSICIAN_ORDER}


def test_a_waiver_shows_as_such() -> None:
    facts = marked(replace(READY, coverage_verified=False), coverage=MarkKind.WAIVED)
    lines = {line.item: line for line in checklist(facts, TODAY)}

    assert lines[Item.COVERAGE].state is LineState.WAIVED
    assert lines[Item.LEVEL_YES].state is LineState.NOT_NEEDED


@pytest.mark.parametrize(
    ("item", "mark", "role", "why", "codes"),
    [
        (Item.SAFE_CONTACT, MarkKind.WAIVED, Role.DIRECTOR, "x", ("stop",)),
        (Item.COVERAGE, MarkKind.WAIVED, Role.DIRECTOR, "Verified by phone tomorrow", ()),
        (Item.COVERAGE, MarkKind.WAIVED, Role.DIRECTOR, " ", ("why",)),
        (Item.COVERAGE, MarkKind.WAIVED, Role.INTAKE, "x", ("role",)),
        (Item.COVERAGE, MarkKind.DONE, Role.DIRECTOR, "", ("by_record",)),
        (Item.TECH_CHECK, MarkKind.DONE, Role.INTAKE, "", ()),
        (Item.TECH_CHECK, MarkKind.NOT_NEEDED, Role.INTAKE, "", ("why",)),
        (Item.TECH_CHECK, MarkKind.OPEN, Role.INTAKE, "", ()),
        (Item.TRANSPORT, MarkKind.WAIVED, Role.INTAKE, "Her sister drives", ()),
    ],
)
def test_an_item_is_waived_by_a_role_it_names_with_a_reason(
    item: Item, mark: MarkKind, role: Role, why: str, codes: tuple[str, ...]
) -> None:
    assert may_mark(item, mark, frozenset({role}), why).codes == codes


START = StartAsked(TODAY, TODAY + timedelta(weeks=8), (0, 2, 3), (0, 2, 3))


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        (START, ()),
        (replace(START, starts_on=None), ("first",)),
        (replace(START, starts_on=TODAY - timedelta(days=1)), ("past", "off_day")),
        (replace(START, weekdays=(0, 4)), ("days", "off_day")),
        (replace(START, weekdays=()), ("days",)),
        (replace(START, planned_end_on=None), ("end",)),
        (replace(START, planned_end_on=TODAY), ("order",)),
        (replace(START, planned_end_on=TODAY + timedelta(days=121)), ("long",)),
        (
            replace(
                START,
                starts_on=TODAY + timedelta(days=63),
                planned_end_on=TODAY + timedelta(days=90),
            ),
            ("ahead",),
        ),
        (replace(START, full_groups=("Skills",)), ("full",)),
    ],
)
def test_a_start_is_planned_on_days_that_are_there(
    asked: StartAsked, codes: tuple[str, ...]
) -> None:
    assert may_plan_start(asked, TODAY).codes == codes


@pytest.mark.parametrize(
    ("form", "clinician", "hers", "codes"),
    [
        (GroupForm.OPEN, None, None, ()),
        (GroupForm.TRAUMA, SeatSaid.READY, SeatSaid.CHOOSES, ()),
        (GroupForm.TRAUMA, SeatSaid.READY, None, ("choice",)),
        (GroupForm.TRAUMA, SeatSaid.READY, SeatSaid.STOPS, ("choice",)),
        (GroupForm.CLOSED, None, SeatSaid.CHOOSES, ("readiness",)),
        (GroupForm.CLOSED, SeatSaid.NOT_YET, None, ("readiness", "choice")),
    ],
)
def test_a_trauma_seat_needs_both(
    form: GroupForm, clinician: SeatSaid | None, hers: SeatSaid | None, codes: tuple[str, ...]
) -> None:
    assert may_take_seat(form, clinician, hers).codes == codes


@pytest.mark.parametrize(
    ("end_on", "why", "codes"),
    [
        (TODAY + timedelta(days=30), "Two goals left", ()),
        (None, "x", ("end",)),
        (TODAY - timedelta(days=1), "x", ("past",)),
        (TODAY + timedelta(days=200), "x", ("long",)),
        (TODAY, " ", ("why",)),
    ],
)
def test_the_length_is_decided_anew_with_a_reason(
    end_on: date | None, why: str, codes: tuple[str, ...]
) -> None:
    assert may_plan_length(TODAY - timedelta(days=20), end_on, why, TODAY).codes == codes
