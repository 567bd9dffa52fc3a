"""Triage, clocks and ends of referrals as tables of cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.referral import (
    BY_HAND,
    OPEN_STATES,
    CareNow,
    Concern,
    Door,
    EndReason,
    PracticalNeed,
    ReferralForm,
    ReferralState,
    Triage,
    TriageClass,
    contact_due_at,
    may_end,
    may_receive,
    may_retriage,
    start_due_on,
    triage_follows,
    triage_of,
    wishes_told,
)
from openiop.domain.wishes import Gender, Getting, Mode, Need, Wishes

CRISIS, URGENT, PRIORITY, STANDARD = tuple(TriageClass)
ZONE = ZoneInfo("America/New_York")
FORM = ReferralForm(chosen_name="Wilma", phone="555-0142", concerns_asked=True)


@pytest.mark.parametrize(
    ("form", "triage", "rule"),
    [
        (FORM, STANDARD, "nothing_urgent"),
        (replace(FORM, concerns_asked=False), STANDARD, "not_asked"),
        (replace(FORM, concerns=frozenset({Concern.SUICIDE_INTENT})), CRISIS, "suicide_intent"),
        (replace(FORM, concerns=frozenset({Concern.SUICIDE_RECENT})), CRISIS, "suicide_recent"),
        (replace(FORM, concerns=frozenset({Concern.HARM_OTHERS})), CRISIS, "harm_others"),
        (replace(FORM, concerns=frozenset({Concern.PSYCHOSIS_MANIA})), URGENT, "psychosis_mania"),
        (replace(FORM, concerns=frozenset({Concern.WITHDRAWAL})), URGENT, "withdrawal"),
        (replace(FORM, concerns=frozenset({Concern.MEDICAL})), URGENT, "medical"),
        (replace(FORM, concerns=frozenset({Concern.HOME_NOT_SAFE})), URGENT, "home_not_safe"),
        (replace(FORM, concerns=frozenset({Concern.SUICIDE_THOUGHTS})), URGENT, "suicide_thoughts"),
        (replace(FORM, concerns=frozenset({Concern.PERINATAL})), PRIORITY, "perinatal"),
        (replace(FORM, concerns=frozenset({Concern.NO_SUPPORT})), PRIORITY, "no_support"),
        (replace(FORM, care_now=CareNow.HOSPITAL), PRIORITY, "step_down"),
        (replace(FORM, care_now=CareNow.WEEKLY), STANDARD, "nothing_urgent"),
        (
            replace(
                FORM,
                care_now=CareNow.HOSPITAL,
                concerns=frozenset({Concern.PERINATAL, Concern.SUICIDE_INTENT}),
            ),
            CRISIS,
            "suicide_intent",
        ),
    ],
)
def test_the_soonest_class_any_fact_asks_for(
    form: ReferralForm, triage: TriageClass, rule: str
) -> None:
    found = triage_of(form)

    assert (found.triage, found.rule) == (triage, rule)
    assert found.words


@given(st.frozensets(st.sampled_from(Concern)), st.sampled_from(Concern))
def test_one_more_concern_never_makes_it_less_urgent(
    concerns: frozenset[Concern], more: Concern
) -> None:
    order = list(TriageClass)
    before = triage_of(replace(FORM, concerns=concerns)).triage
    after = triage_of(replace(FORM, concerns=concerns | {more})).triage

    assert order.index(after) <= order.index(before)


@pytest.mark.parametrize(
    ("triage", "received", "due"),
    [
        (CRISIS, "2026-11-21 23:50", "2026-11-22 00:05"),
        (URGENT, "2026-11-18 09:00", "2026-11-18 13:00"),
        (URGENT, "2026-11-18 15:00", "2026-11-19 10:00"),
        # Friday afternoon goes on on Monday, an evening begins in the morning
        (URGENT, "2026-11-20 16:30", "2026-11-23 11:30"),
        (URGENT, "2026-11-18 22:00", "2026-11-19 12:00"),
        (PRIORITY, "2026-11-18 10:00", "2026-11-19 10:00"),
        (STANDARD, "2026-11-21 12:00", "2026-11-24 17:00"),
        # the night the clocks change
        (PRIORITY, "2026-10-30 10:00", "2026-11-02 10:00"),
    ],
)
def test_when_somebody_has_to_have_been_in_touch(
    triage: TriageClass, received: str, due: str
) -> None:
    at = datetime.fromisoformat(received).replace(tzinfo=ZONE)

    assert contact_due_at(triage, at) == datetime.fromisoformat(due).replace(tzinfo=ZONE)


def test_a_step_down_starts_within_seven_days() -> None:
    form = replace(FORM, care_now=CareNow.HOSPITAL, leaves_on=date(2026, 11, 18))

    assert start_due_on(form) == date(2026, 11, 25)
    assert start_due_on(replace(form, care_now=CareNow.WEEKLY)) is None
    assert start_due_on(replace(form, leaves_on=None)) is None


@pytest.mark.parametrize(
    ("rule", "standing", "ruled", "follows"),
    [
        ("not_asked", STANDARD, Triage(STANDARD, "nothing_urgent", ""), True),
        ("not_asked", STANDARD, Triage(STANDARD, "not_asked", ""), False),
        ("perinatal", PRIORITY, Triage(STANDARD, "nothing_urgent", ""), True),
        (BY_HAND, PRIORITY, Triage(STANDARD, "nothing_urgent", ""), False),
        (BY_HAND, PRIORITY, Triage(CRISIS, "suicide_intent", ""), True),
    ],
)
def test_what_a_person_decided_yields_only_to_something_more_urgent(
    rule: str, standing: TriageClass, ruled: Triage, follows: bool
) -> None:
    assert triage_follows(rule, standing, ruled) is follows


def test_disagreeing_needs_a_reason_agreeing_none() -> None:
    assert may_retriage(STANDARD, URGENT, " ").codes == ("why",)
    assert may_retriage(STANDARD, URGENT, "Her sister is worried.")
    assert may_retriage(STANDARD, STANDARD, "")


@pytest.mark.parametrize(
    ("form", "door", "codes"),
    [
        (FORM, Door.PUBLIC, ()),
        (replace(FORM, chosen_name="  "), Door.PUBLIC, ("name",)),
        (replace(FORM, phone=""), Door.PUBLIC, ("reach",)),
        (replace(FORM, phone="", sender_phone="555-0100"), Door.PUBLIC, ()),
        (FORM, Door.PARTNER, ("agreed",)),
        (replace(FORM, she_agreed=True), Door.PARTNER, ()),
    ],
)
def test_what_a_referral_needs(form: ReferralForm, door: Door, codes: tuple[str, ...]) -> None:
    assert may_receive(form, door).codes == codes


@pytest.mark.parametrize(
    ("state", "reason", "step", "who", "codes"),
    [
        (OPEN_STATES[1], EndReason.TOO_LITTLE_NEED, "Weekly care", "Her therapist", ()),
        (OPEN_STATES[1], None, "Weekly care", "Her therapist", ("reason",)),
        (OPEN_STATES[1], EndReason.NOT_NOW, " ", "", ("next_step", "handed_to")),
        (ReferralState.ENDED, EndReason.NOT_NOW, "x", "y", ("not_open",)),
        (ReferralState.ADMITTED, EndReason.NOT_NOW, "x", "y", ("not_open",)),
    ],
)
def test_no_end_without_a_named_next_step_and_somebody_who_takes_it(
    state: ReferralState, reason: EndReason | None, step: str, who: str, codes: tuple[str, ...]
) -> None:
    assert may_end(state, reason, step, who).codes == codes


def test_what_her_days_fit_around_is_kept_from_the_way_in() -> None:
    told = replace(
        FORM,
        needs=frozenset(
            {
                PracticalNeed.TRANSPORT,
                PracticalNeed.LACTATION,
                PracticalNeed.WOMAN_CLINICIAN,
                PracticalNeed.REMOTE,
                PracticalNeed.SCHOOL_RUN,
                PracticalNeed.COURT,
            }
        ),
        needs_words="Fetches two at 12:30",
    )

    wishes = wishes_told(told)

    assert wishes.getting is Getting.NEEDS_RIDE
    assert wishes.mode is Mode.TELEHEALTH
    assert wishes.gender is Gender.WOMAN
    assert wishes.needs == {Need.LACTATION}
    assert wishes.words == "Custody or court dates, School run. Fetches two at 12:30"
    assert wishes_told(FORM) == Wishes()
