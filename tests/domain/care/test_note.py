from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.care.note import (
    AbsenceFacts,
    GroupNoteBody,
    IndividualNoteBody,
    NoteFacts,
    Participation,
    PracticedHow,
    PracticedWith,
    Response,
    RiskChange,
    SharedPart,
    SignFacts,
    content_hash,
    gaps,
    has_own_sentence,
    may_sign,
    may_sign_in_bulk,
    render_absence,
    render_group_note,
    render_individual_note,
)
from openiop.domain.decision import Kind
from openiop.domain.words import AwayReason, Presence, SessionKind

ON = date(2026, 11, 25)
BODY = GroupNoteBody(
    participation=Participation.LISTENED,
    response=Response.TRIED,
    goal_id="g1",
    sentence="She said no to an extra shift.",
    risk_change=RiskChange.NONE,
)
SESSION = IndividualNoteBody(
    happened="We looked at the week.",
    assessment="Sleep is steadier.",
    next_step="Call the school.",
    goal_id="g1",
    risk_change=RiskChange.NONE,
)
FACTS = NoteFacts(
    on=ON,
    kind=SessionKind.SKILLS,
    minutes=60,
    planned_minutes=60,
    presence=Presence.HERE,
    goal_words="Say no without guilt",
    starts="9:00",
    ends="10:00",
)
SHARED = SharedPart(
    topic="Boundaries", interventions=("Role play", "Breathing"), text="We practiced saying no."
)


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        (BODY, ()),
        (
            GroupNoteBody(),
            ("participation", "response", "sentence", "goal_id", "risk_change"),
        ),
        (replace(BODY, sentence="Good session."), ("sentence",)),
        (replace(BODY, sentence=". - ."), ("sentence",)),
        (replace(BODY, goal_id=""), ("goal_id",)),
        (replace(BODY, risk_change=RiskChange.UNKNOWN), ("risk_change",)),
        (SESSION, ()),
        (
            IndividualNoteBody(),
            ("happened", "assessment", "next_step", "goal_id", "risk_change"),
        ),
        (replace(SESSION, assessment=" "), ("assessment",)),
    ],
)
def test_each_gap_names_its_field(
    body: GroupNoteBody | IndividualNoteBody, missing: tuple[str, ...]
) -> None:
    assert tuple(reason.field_name for reason in gaps(body)) == missing


def test_a_plan_without_goals_does_not_stop_the_note_but_the_link_is_owed() -> None:
    decision = gaps(replace(BODY, goal_id=None), plan_has_goals=False)

    assert decision
    assert [(reason.code, reason.kind) for reason in decision] == [("no_goal_yet", Kind.LATER)]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("", False),
        ("good", False),
        ("did well today", True),
        ("1 2 3", True),
        ("... ... ...", False),
    ],
)
def test_an_own_sentence_has_three_words(text: str, is_one: bool) -> None:
    assert has_own_sentence(text) is is_one


READY = SignFacts(
    author_opened=True,
    own_sentence=True,
    goal_linked=True,
    already_signed=False,
    is_author=True,
    risk_change=RiskChange.NONE,
    alert_open_for_risk=False,
    presence_confirmed=True,
    is_absent=False,
)


def ready(**changes: object) -> SignFacts:
    return replace(READY, **changes)  # type: ignore[arg-type]  # a table names any field


@pytest.mark.parametrize(
    ("facts", "alone", "in_bulk"),
    [
        (READY, (), ()),
        (ready(author_opened=False), ("not_opened",), ("not_opened",)),
        (ready(own_sentence=False), ("no_sentence",), ("no_sentence",)),
        (ready(goal_linked=False), ("no_goal",), ("no_goal",)),
        (ready(goal_linked=False, plan_has_goals=False), (), ()),
        (ready(already_signed=True), ("signed",), ("signed",)),
        (ready(is_author=False), ("not_author",), ("not_author",)),
        (ready(presence_confirmed=False), ("presence",), ("presence",)),
        (ready(session_over=False), ("not_over",), ("not_over",)),
        (ready(is_absent=True), ("absent",), ("absent",)),
        (ready(names_another_client=True), ("name",), ("name",)),
        (ready(alike_unanswered=True), ("alike",), ("alike",)),
        (ready(partner_violence=True), (), ("partner_violence",)),
        (ready(cosign_due=True), (), ("cosign",)),
        (ready(risk_change=RiskChange.UNKNOWN), ("risk_not_said",), ("risk_not_said",)),
        (ready(risk_change=RiskChange.LESS), (), ("risk_change",)),
        (ready(risk_change=RiskChange.NEW), ("no_alert",), ("no_alert", "risk_change")),
        (ready(risk_change=RiskChange.NEW, alert_open_for_risk=True), (), ("risk_change",)),
    ],
)
def test_when_a_note_may_be_signed_alone_and_with_others(
    facts: SignFacts, alone: tuple[str, ...], in_bulk: tuple[str, ...]
) -> None:
    assert may_sign(facts).codes == alone
    assert may_sign_in_bulk(facts).codes == in_bulk


sign_facts = st.builds(
    SignFacts,
    **{
        each.name: st.sampled_from(RiskChange) if each.name == "risk_change" else st.booleans()
        for each in fields(SignFacts)
    },
)


@given(sign_facts)
def test_whatever_else_is_true_no_note_is_signed_for_her_absence_or_unread(
    facts: SignFacts,
) -> None:
    if may_sign(facts):
        assert facts.author_opened and facts.own_sentence and facts.is_author
        assert not facts.is_absent and not facts.already_signed
    if may_sign_in_bulk(facts):
        assert may_sign(facts)
        assert facts.risk_change is RiskChange.NONE


def test_a_group_note_reads_session_first_then_her_part() -> None:
    body = replace(
        BODY, practiced="Saying no", observed="Steady voice.", her_words="I can stop there."
    )

    assert render_group_note(SHARED, body, FACTS) == (
        "2026-11-25. Skills, 9:00-10:00.\n"
        "Topic: Boundaries\n"
        "What was offered: Role play, Breathing\n"
        "We practiced saying no.\n"
        "\n"
        "Here 60 of 60 minutes.\n"
        "Goal: Say no without guilt\n"
        "She listened. She tried what was offered.\n"
        "Practiced here: Saying no.\n"
        "Observed: Steady voice.\n"
        'In her words: "I can stop there."\n'
        "She said no to an extra shift.\n"
        "Risk: no change noticed."
    )


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"practiced": "Saying no"}, "Practiced here: Saying no."),
        (
            {"practiced": "A boundary", "practiced_with": PracticedWith.MEMBER},
            "Practiced here: A boundary, with a group member.",
        ),
        (
            {
                "practiced": "A boundary",
                "practiced_with": PracticedWith.ALL,
                "practiced_how": PracticedHow.STOPPED,
            },
            "Practiced here: A boundary, before the whole group."
            " She stopped, and that was respected.",
        ),
        ({"practiced_with": PracticedWith.MEMBER, "practiced_how": PracticedHow.WELL}, None),
    ],
)
def test_a_rehearsal_reads_as_one_line_and_names_nobody(
    changes: dict[str, str], line: str | None
) -> None:
    body = replace(BODY, **changes)  # type: ignore[arg-type]  # a table names any field
    text = render_group_note(SHARED, body, FACTS)
    found = [each for each in text.splitlines() if each.startswith("Practiced here")]

    assert found == ([line] if line else [])


def test_a_remote_note_says_that_her_location_was_confirmed_not_where() -> None:
    facts = replace(FACTS, presence=Presence.REMOTE, location_confirmed=True)

    assert "Her location was confirmed." in render_group_note(SHARED, BODY, facts)
    assert "confirmed" not in render_group_note(SHARED, BODY, FACTS)


def test_braces_in_her_words_are_only_words() -> None:
    body = replace(BODY, her_words="{minutes} {0}", sentence="She drew {a heart} today.")

    text = render_group_note(SHARED, body, FACTS)

    assert '"{minutes} {0}"' in text
    assert "She drew {a heart} today." in text


@pytest.mark.parametrize("participation", Participation)
@pytest.mark.parametrize("response", Response)
@pytest.mark.parametrize("risk_change", RiskChange)
def test_equal_chips_always_read_alike(
    participation: Participation, response: Response, risk_change: RiskChange
) -> None:
    body = GroupNoteBody(participation, response, sentence="SENTENCE", risk_change=risk_change)
    other = replace(body, sentence="ANOTHER")

    first, second = (render_group_note(SHARED, each, FACTS) for each in (body, other))

    assert first.replace("SENTENCE", "") == second.replace("ANOTHER", "")
    assert not any(word in first.lower() for word in ("refus", "resist", "fail", "no-show"))


@pytest.mark.parametrize(
    ("presence", "minutes", "words"),
    [
        (Presence.LATE, 40, "Came late, here 40 of 60 minutes."),
        (Presence.LEFT_EARLY, 20, "Left early, here 20 of 60 minutes."),
        (Presence.REMOTE, 60, "Took part remotely, 60 of 60 minutes."),
    ],
)
def test_a_note_says_how_long_she_was_here(presence: Presence, minutes: int, words: str) -> None:
    facts = replace(FACTS, presence=presence, minutes=minutes)

    assert words in render_group_note(SHARED, BODY, facts)
    assert words in render_individual_note(SESSION, facts)


def test_an_individual_note_reads_facts_first() -> None:
    facts = replace(FACTS, kind=SessionKind.INDIVIDUAL, minutes=50, planned_minutes=50)

    assert render_individual_note(SESSION, facts) == (
        "2026-11-25. Individual session, 9:00-10:00.\n"
        "Here 50 of 50 minutes.\n"
        "Goal: Say no without guilt\n"
        "\n"
        "What happened: We looked at the week.\n"
        "Assessment: Sleep is steadier.\n"
        "Next: Call the school.\n"
        "Risk: no change noticed."
    )


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (AwayReason.CHILDCARE, "Away. She told us: childcare."),
        (AwayReason.UNSAID, "Away. She told us."),
        (AwayReason.SAFETY, "Away. She told us."),
        (AwayReason.NO_CONTACT, "Away. Not heard from yet."),
        (AwayReason.NOT_IN_SESSION, "Here that day, not in this session."),
        (AwayReason.PROGRAM_CANCELLED, "The program canceled this session."),
    ],
)
def test_an_absence_entry_gives_the_reason_without_danger_or_blame(
    reason: AwayReason, words: str
) -> None:
    entry = render_absence(AbsenceFacts(ON, SessionKind.SKILLS, reason))

    assert entry == f"2026-11-25. Skills.\n{words}"


def test_the_fingerprint_never_changes_with_a_release() -> None:
    kept = "d99a923e73cffd4be4e246da034b0df8ec0e0e55c8d2386108374eb3bf1c31d3"

    assert content_hash("She listened.", "salt") == kept


@given(st.text(), st.text(), st.text(), st.text())
def test_another_text_or_salt_is_another_fingerprint(a: str, b: str, c: str, d: str) -> None:
    assert (content_hash(a, b) == content_hash(c, d)) is ((a, b) == (c, d))
