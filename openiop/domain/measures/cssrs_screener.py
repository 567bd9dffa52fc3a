"""The Columbia suicide severity screener, recent version: wording as published, levels, no sum."""

from __future__ import annotations

from openiop.domain.text import _
from openiop.domain.words import Level

from .instrument import (
    Answers,
    Critical,
    Direction,
    EnableWhen,
    Instrument,
    Item,
    Licence,
    Method,
    Option,
    Prorating,
    Screen,
    ScreenLevel,
)


def triage(answers: Answers) -> Screen:
    """A plan, an intent or an act in the last three months is high; a blank never means no.

    High: yes to 4, 5 or 6a, or yes to 6 with the time left blank. Moderate: yes to 3, or an act
    longer ago. Low: yes to 1 or 2 alone. None: a no to each of 1, 2 and 6. Anything else is
    incomplete and needs a clinician.

    How soon: the level decides, but while a question that should have been asked after a yes is
    blank it is never less than "today, before she leaves", and an incomplete screen is reviewed.

    Why: the answers left out after a yes may be the ones that raise the level.
    Source: levels from instruments.json cssrs-screener-recent and domain.md 8.1; the floor for a
    screen broken off after a yes [product default].
    """
    level = _level(answers)
    if level is ScreenLevel.LOW and _is_broken_off(answers):
        return Screen(level, Level.MODERATE)
    return Screen(level, _ALERT[level])


_ALERT: dict[ScreenLevel, Level | None] = {
    ScreenLevel.HIGH: Level.HIGH,
    ScreenLevel.MODERATE: Level.MODERATE,
    ScreenLevel.LOW: Level.LOW,
    ScreenLevel.NONE: None,
    ScreenLevel.INCOMPLETE: Level.REVIEW,
}


def _level(answers: Answers) -> ScreenLevel:
    yes = {link_id for link_id, answer in answers.items() if answer == 1}
    if yes & {"q4", "q5", "q6a"} or ("q6" in yes and answers.get("q6a") is None):
        return ScreenLevel.HIGH
    if yes & {"q3", "q6"}:
        return ScreenLevel.MODERATE
    if yes & {"q1", "q2"}:
        return ScreenLevel.LOW
    if all(answers.get(link_id) == 0 for link_id in ("q1", "q2", "q6")):
        return ScreenLevel.NONE
    return ScreenLevel.INCOMPLETE


def _is_broken_off(answers: Answers) -> bool:
    asked = ["q2", "q6"]
    if answers.get("q2") == 1:
        asked += ["q3", "q4", "q5"]
    return any(answers.get(link_id) is None for link_id in asked)


CSSRS_SCREENER = Instrument(
    id="cssrs-screener-recent",
    version="1",
    title="Columbia-Suicide Severity Rating Scale - Screener (Recent)",
    short_title="C-SSRS",
    construct="suicide risk screen",
    respondent="clinician-asked (or self with clinician review)",
    window="past month (1-5), lifetime / past 3 months (6)",
    instructions=(
        "Ask questions 1 and 2. If the answer to 2 is yes, ask 3, 4, 5 and 6. If the answer to 2 "
        "is no, go directly to question 6."
    ),
    items=(
        Item(
            "q1",
            "Have you wished you were dead or wished you could go to sleep and not wake up?",
            loinc="93246-7",
            critical=Critical(
                "==", 1, _("Wish to be dead: write it down, check the safety plan"), Level.LOW
            ),
            wording_verified=True,
            safety_question=True,
        ),
        Item(
            "q2",
            "Have you actually had any thoughts of killing yourself?",
            loinc="93247-5",
            critical=Critical(
                "==",
                1,
                _("Thoughts of killing herself: at least low; ask questions 3 to 5"),
                Level.MODERATE,
            ),
            wording_verified=True,
            wording_note=(
                "The current Lighthouse screener reads 'thoughts about killing yourself'; LOINC "
                "and SPiER read 'of'."
            ),
            safety_question=True,
        ),
        Item(
            "q3",
            "Have you been thinking about how you might do this?",
            loinc="93248-3",
            critical=Critical("==", 1, _("Thoughts of a method: moderate"), Level.MODERATE),
            enable_when=EnableWhen("q2", 1),
            wording_verified=True,
        ),
        Item(
            "q4",
            "Have you had these thoughts and had some intention of acting on them?",
            loinc="93249-1",
            critical=Critical(
                "==",
                1,
                _("Intention to act: high. A clinician now; do not leave her alone"),
                Level.HIGH,
            ),
            enable_when=EnableWhen("q2", 1),
            wording_verified=True,
        ),
        Item(
            "q5",
            "Have you started to work out or worked out the details of how to kill yourself? Do "
            "you intend to carry out this plan?",
            loinc="93250-9",
            critical=Critical(
                "==",
                1,
                _("A plan and intention: high. A clinician now; do not leave her alone"),
                Level.HIGH,
            ),
            enable_when=EnableWhen("q2", 1),
            wording_verified=True,
        ),
        Item(
            "q6",
            "Have you ever done anything, started to do anything, or prepared to do anything to "
            "end your life?",
            loinc="93267-3",
            critical=Critical(
                "==",
                1,
                _("Suicidal behavior at some time: at least moderate; ask when"),
                Level.MODERATE,
            ),
            wording_verified=True,
            safety_question=True,
        ),
        Item(
            "q6a",
            "Was this within the past three months?",
            loinc="93269-9",
            critical=Critical(
                "==",
                1,
                _("Suicidal behavior in the past 3 months: high. Do not leave her alone"),
                Level.HIGH,
            ),
            enable_when=EnableWhen("q6", 1),
            wording_verified=True,
        ),
    ),
    options=(Option(0, "No", "LA32-8"), Option(1, "Yes", "LA33-6")),
    method=Method.ALGORITHM,
    algorithm=triage,
    prorating=Prorating(
        max_missing=0,
        method="none",
        source="incomplete = needs clinician",
    ),
    direction=Direction.LOWER_IS_BETTER,
    minutes=2,
    loinc_panel="93373-9",
    loinc_verified=True,
    licence=Licence(
        tier="B",
        ship_text=True,
        notice=(
            "© Research Foundation for Mental Hygiene (2008). Free to use; the wording may not be "
            "altered, and this notice must stay on every copy."
        ),
        note=(
            "The Columbia Lighthouse Project asks for registration and training in some settings: "
            "a program that uses the screener registers there."
        ),
    ),
    citation="Posner K et al. Am J Psychiatry 2011;168:1266-1277.",
    source_of_wording=(
        "SPiER-Project/adoption-guide FHIR-Resources/C-SSRS/cssrs-screener.json and a LOINC/LForms "
        "export in a public app (agree)"
    ),
    spanish="An official Spanish version exists; its text was not verified and is not shipped.",
    schedule=(
        "admission",
        "any trigger (PHQ-9 q9>=1, CORE-10 q6>=1, diary)",
        "discharge",
        "fu if triggered",
    ),
)
