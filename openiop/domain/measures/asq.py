"""The ASQ: four questions, and a fifth that says how soon."""

from __future__ import annotations

from openiop.domain.text import _
from openiop.domain.words import Level

from .instrument import (
    Answers,
    Critical,
    Direction,
    EnableWhen,
    Finding,
    Instrument,
    Item,
    Licence,
    Method,
    Option,
    Prorating,
    Reliability,
    Screen,
    ScreenLevel,
)
from .three_valued import opposite

_FIRST = ("q1", "q2", "q3", "q4")


def asq_screen(answers: Answers) -> Screen:
    """Any yes or refused answer to 1-4 is positive; a yes to 5 makes it acute.

    Acute positive is high, non-acute positive moderate, four times no is none; nothing answered
    at all is incomplete. While question 5 is blank after a yes, somebody acts as if it were acute.

    Why: the answer left out after a yes may be the one that raises the level.
    Source: instruments.json asq (NIMH); the blank question 5 [product default].
    """
    said = [answers.get(link_id) for link_id in _FIRST]
    if answers.get("q5") == 1:
        return Screen(ScreenLevel.HIGH, Level.HIGH)
    if 1 in said:
        alert = Level.HIGH if answers.get("q5") is None else Level.MODERATE
        return Screen(ScreenLevel.MODERATE, alert)
    if None not in said:
        return Screen(ScreenLevel.NONE, None)
    if set(said) == {None}:
        return Screen(ScreenLevel.INCOMPLETE, Level.REVIEW)
    return Screen(ScreenLevel.MODERATE, Level.MODERATE)


def asq_acuity(answers: Answers) -> tuple[Finding, ...]:
    """Acute positive is a yes to 5; non-acute positive is a positive with a no to 5.

    Source: instruments.json asq (NIMH).
    """
    now = answers.get("q5")
    positive = asq_screen(answers).level in (ScreenLevel.HIGH, ScreenLevel.MODERATE)
    acute = (None if now is None else now == 1) if positive else False
    if asq_screen(answers).level is ScreenLevel.INCOMPLETE:
        acute = None
    later = opposite(acute) if positive else acute
    return (
        Finding("acute_positive", _("Acute positive screen"), acute),
        Finding("non_acute_positive", _("Non-acute positive screen"), later),
    )


ASQ = Instrument(
    id="asq",
    version="1",
    title="Ask Suicide-Screening Questions (ASQ)",
    short_title="ASQ",
    construct="suicide risk screen",
    respondent="clinician-asked",
    window="past few weeks / past week / lifetime / now",
    instructions="Ask the patient:",
    items=(
        Item(
            "q1",
            "In the past few weeks, have you wished you were dead?",
            critical=Critical(
                "==", 1, _("A yes: a brief suicide safety assessment today"), Level.MODERATE
            ),
            wording_verified=True,
            safety_question=True,
        ),
        Item(
            "q2",
            "In the past few weeks, have you felt that you or your family would be better "
            "off if you were dead?",
            critical=Critical(
                "==", 1, _("A yes: a brief suicide safety assessment today"), Level.MODERATE
            ),
            wording_verified=True,
            safety_question=True,
        ),
        Item(
            "q3",
            "In the past week, have you been having thoughts about killing yourself?",
            critical=Critical(
                "==", 1, _("A yes: a brief suicide safety assessment today"), Level.MODERATE
            ),
            wording_verified=True,
            safety_question=True,
        ),
        Item(
            "q4",
            "Have you ever tried to kill yourself?",
            critical=Critical(
                "==", 1, _("A yes: a brief suicide safety assessment today"), Level.MODERATE
            ),
            wording_verified=True,
            safety_question=True,
        ),
        Item(
            "q5",
            "Are you having thoughts of killing yourself right now?",
            critical=Critical(
                "==",
                1,
                _("Thoughts of killing herself right now: stay with her, a clinician now"),
                Level.HIGH,
            ),
            wording_verified=True,
            enable_when=EnableWhen("q1", 1, or_link_ids=("q2", "q3", "q4")),
        ),
    ),
    options=(
        Option(0, "No", "LA32-8"),
        Option(1, "Yes", "LA33-6"),
    ),
    method=Method.ALGORITHM,
    algorithm=asq_screen,
    find=asq_acuity,
    prorating=Prorating(
        max_missing=0,
        method="none",
        source="a refused answer counts as positive (NIMH)",
    ),
    reliability=Reliability(
        source="Horowitz 2012, from knowledge",
        note="sensitivity .97, negative predictive value .99",
    ),
    direction=Direction.LOWER_IS_BETTER,
    minutes=1,
    licence=Licence(
        tier="A",
        ship_text=True,
        notice="NIMH; US Government work, public domain.",
        note="Keep the wording.",
    ),
    citation=(
        "Horowitz LM et al. Arch Pediatr Adolesc Med 2012;166:1170-1176; Horowitz LM et al. "
        "Psychosomatics 2020 (adults)."
    ),
    source_of_wording="SPiER-Project/adoption-guide FHIR-Resources/ASQ",
    unverified=(
        (
            "No LOINC code is confirmed; none is shipped. 93373-9 is the C-SSRS, though a public "
            "repository labels it ASQ."
        ),
    ),
    spanish="An official Spanish version exists; its text was not verified and is not shipped.",
    schedule=("alternative to C-SSRS (program setting)",),
)
