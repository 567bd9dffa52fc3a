"""The level of care a rule suggests, and why: argued both ways. A person decides.

Source: domain.md 2.1, 2.4 and 2.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from openiop.domain.text import _
from openiop.domain.words import Level, Word

from .routes import (
    ASKED,
    CareLevel,
    Finding,
    Known,
    Route,
    routes_for,
    with_screen,
)

SCALE = (
    _("Not at all"),
    _("A little"),
    _("Somewhat"),
    _("A lot"),
    _("Nearly all the time"),
)
"""What 0 to 4 stand for, for each area of life and for skills."""


class ContactNeed(Word):
    """How often she needs somebody."""

    WEEKLY = "weekly", _("Once a week is enough")
    SEVERAL = "several", _("Several times a week")
    DAILY = "daily", _("Every day")


class Containment(Word):
    """Whether her distress can be held."""

    STEADY = "steady", _("She manages without more support")
    WITH_SUPPORT = "with_support", _("She manages with steady support")
    UNSTABLE = "unstable", _("Not manageable at the moment")


class Tried(Word):
    """What weekly care has done so far."""

    NOT_TRIED = "not_tried", _("Not tried yet")
    HELPED = "helped", _("It helped")
    NOT_ENOUGH = "not_enough", _("It was not enough")


class CameFrom(Word):
    """Which care with more hours she comes from."""

    NOWHERE = "nowhere", _("No, she does not step down")
    INPATIENT = "inpatient", _("A hospital")
    RESIDENTIAL = "residential", _("A residential program")
    PHP = "php", _("A day program (PHP)")


class DailySign(Word):
    """Signs that ask for a day program rather than an IOP.

    Source: domain.md 2.4.
    """

    MONITORING = "monitoring", _("Medication or symptoms must be looked at every day")
    SELF_HARM = "self_harm", _("Self-harm that needs somebody to look every day")
    COPING = "coping", _("Coping so short that it needs support every day")
    VOLATILE_HOME = "volatile_home", _("A crisis or a volatile home that needs support every day")
    ALONE = "alone", _("Hopeless and alone, with few supports")


@dataclass(frozen=True)
class MeasureFact:
    """The newest total of one questionnaire that has a published cut-off."""

    instrument_id: str
    title: str
    total: float
    on: date
    cutoff: float
    is_met: bool
    """Whether the total lies where the condition is likely."""


@dataclass(frozen=True)
class CareFacts:
    """What is known when a level is suggested. None and not asked mean: unknown."""

    work: int | None = None
    relationships: int | None = None
    self_care: int | None = None
    skills: int | None = None
    """0: what she learns carries over between sessions, 4: not at all."""
    contact: ContactNeed | None = None
    containment: Containment | None = None
    daily: Mapping[DailySign, Known] = field(default_factory=dict)
    findings: Mapping[Finding, Known] = field(default_factory=dict)
    screen: Level | None = None
    """What the newest C-SSRS came to."""
    screened_on: date | None = None
    came_from: CameFrom | None = None
    came_on: date | None = None
    tried: Tried | None = None
    gets_worse: Known = Known.NOT_ASKED
    """Whether she is clearly at risk of getting worse without an IOP."""
    measures: tuple[MeasureFact, ...] = ()
    """They argue; no total ever decides a level by itself."""


@dataclass(frozen=True)
class LevelRules:
    """From which answers on an indicator counts.

    Source: domain.md 2.1 and 2.4; the numbers are a [product default].
    """

    id: str = "openiop-level/1"
    impairment_from: int = 2
    skills_from: int = 2
    others_needed: int = 1
    """How many of the other indicators have to stand beside trouble in daily life."""
    screen_days: int = 7
    """A C-SSRS asked longer than this before the assessment says nothing about now."""
    measure_days: int = 30
    """A questionnaire answered longer than this before is no evidence for now."""


LEVEL_RULES = LevelRules()


class Side(Word):
    """What a line of evidence argues."""

    NOT_LOWER = "not_lower", _("Why weekly care is not enough")
    LOWER = "lower", _("What speaks for weekly care")
    NOT_HIGHER = "not_higher", _("Why a day program or hospital is not needed")
    HIGHER = "higher", _("What speaks for more than IOP")
    UNKNOWN = "unknown", _("Not known yet")


@dataclass(frozen=True)
class EvidenceLine:
    """One fact as a sentence, what it argues, and the part of the assessment it stands in."""

    code: str
    side: Side
    text: str
    where: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Suggestion:
    """What the rule suggests; no level as long as a missing answer could change it."""

    level: CareLevel | None
    lines: tuple[EvidenceLine, ...]
    routes: tuple[Route, ...]
    rule_id: str

    def of(self, side: Side) -> tuple[EvidenceLine, ...]:
        """The lines that argue one side."""
        return tuple(line for line in self.lines if line.side is side)


def indicators_met(facts: CareFacts, rules: LevelRules = LEVEL_RULES) -> tuple[bool, ...]:
    """The four indicators: trouble in daily life, skills that do not carry over, contact more than
    weekly, distress that needs steady support. Unknown counts as not met.

    Source: domain.md 2.1.
    """
    spheres = (facts.work, facts.relationships, facts.self_care)
    return (
        any(each is not None and each >= rules.impairment_from for each in spheres),
        facts.skills is not None and facts.skills >= rules.skills_from,
        facts.contact in (ContactNeed.SEVERAL, ContactNeed.DAILY),
        facts.containment in (Containment.WITH_SUPPORT, Containment.UNSTABLE),
    )


def suggest(facts: CareFacts, rules: LevelRules = LEVEL_RULES) -> Suggestion:
    """The level the facts come to, with the evidence both ways, and the routes of what was found.

    A finding decides first. Else a level is suggested only if it is the same whatever the missing
    answers turn out to be; and never while nobody asked about safety.
    Source: domain.md 2.1, 2.4, 2.5, R-LOC-01.
    """
    findings = with_screen(facts.findings, facts.screen)
    routes = routes_for(findings)
    return Suggestion(
        _level(facts, findings, routes, rules), _lines(facts, findings, rules), routes, rules.id
    )


def _level(
    facts: CareFacts,
    findings: Mapping[Finding, Known],
    routes: tuple[Route, ...],
    rules: LevelRules,
) -> CareLevel | None:
    found = _of_routes(routes)
    if found is CareLevel.INPATIENT:
        return found
    if facts.screen is None or any(findings[each] is Known.NOT_ASKED for each in ASKED):
        # what was not asked might need her sooner than what was
        return None
    if found is not None:
        return found
    least, most = (_on_ladder(_filled(facts, least=side), rules) for side in (True, False))
    return least if least is most else None


def _of_routes(routes: tuple[Route, ...]) -> CareLevel | None:
    levels = {route.level for route in routes}
    for level in (CareLevel.INPATIENT, CareLevel.OTHER, CareLevel.PHP):
        if level in levels:
            return level
    return None


def _filled(facts: CareFacts, *, least: bool) -> CareFacts:
    """The facts with every unknown at its mildest, or at its most."""
    number, known = (0, Known.NO) if least else (4, Known.YES)
    return replace(
        facts,
        work=number if facts.work is None else facts.work,
        relationships=number if facts.relationships is None else facts.relationships,
        self_care=number if facts.self_care is None else facts.self_care,
        skills=number if facts.skills is None else facts.skills,
        contact=facts.contact or (ContactNeed.WEEKLY if least else ContactNeed.DAILY),
        containment=facts.containment or (Containment.STEADY if least else Containment.UNSTABLE),
        daily={
            sign: known
            if (said := facts.daily.get(sign, Known.NOT_ASKED)) is Known.NOT_ASKED
            else said
            for sign in DailySign
        },
        came_from=facts.came_from or (CameFrom.NOWHERE if least else CameFrom.INPATIENT),
    )


def _on_ladder(facts: CareFacts, rules: LevelRules) -> CareLevel:
    """The level of complete facts without a finding."""
    if (
        facts.contact is ContactNeed.DAILY
        or facts.containment is Containment.UNSTABLE
        or Known.YES in facts.daily.values()
    ):
        return CareLevel.PHP
    trouble, *others = indicators_met(facts, rules)
    steps_down = facts.came_from not in (None, CameFrom.NOWHERE)
    if trouble and sum(others) >= rules.others_needed:
        return CareLevel.IOP
    if steps_down and (trouble or any(others)):
        return CareLevel.IOP
    return CareLevel.OUTPATIENT


# -- The lines -------------------------------------------------------------------------------------

_SPHERES = (
    ("work", _("Work, school or the household")),
    ("relationships", _("Relationships")),
    ("self_care", _("Looking after herself")),
)


def _lines(
    facts: CareFacts, findings: Mapping[Finding, Known], rules: LevelRules
) -> tuple[EvidenceLine, ...]:
    return (
        *_finding_lines(facts, findings),
        *_impairment_lines(facts, rules),
        *_skills_line(facts, rules),
        *_contact_line(facts),
        *_containment_line(facts),
        *_daily_lines(facts),
        *_history_lines(facts),
        *_measure_lines(facts),
    )


def _finding_lines(facts: CareFacts, findings: Mapping[Finding, Known]) -> list[EvidenceLine]:
    lines = []
    if facts.screen is None:
        text = _("The C-SSRS has not been asked")
        lines.append(EvidenceLine("no_screen", Side.UNKNOWN, text, "safety"))
    elif facts.screen is not Level.HIGH:
        lines.append(
            EvidenceLine(
                "screen",
                Side.NOT_HIGHER,
                _("C-SSRS on {on}: no intent, no plan, nothing in the last 3 months"),
                "safety",
                {"on": facts.screened_on.isoformat() if facts.screened_on else ""},
            )
        )
    for finding, known in findings.items():
        if known is Known.YES:
            lines.append(EvidenceLine(f"found_{finding}", Side.HIGHER, finding.label, "findings"))
        elif known is Known.NOT_ASKED:
            text = _("Not asked: {what}")
            params = {"what": finding}
            lines.append(EvidenceLine(f"unasked_{finding}", Side.UNKNOWN, text, "findings", params))
    if all(known is Known.NO for known in findings.values()):
        text = _("Nothing found that needs another service first")
        lines.append(EvidenceLine("nothing_found", Side.NOT_HIGHER, text, "findings"))
    return lines


def _impairment_lines(facts: CareFacts, rules: LevelRules) -> list[EvidenceLine]:
    lines = []
    for name, label in _SPHERES:
        value: int | None = getattr(facts, name)
        sphere = _Named(label)
        if value is None:
            text = _("{sphere}: not asked")
            lines.append(EvidenceLine(name, Side.UNKNOWN, text, "daily_life", {"sphere": sphere}))
            continue
        counts = value >= rules.impairment_from
        lines.append(
            EvidenceLine(
                name,
                Side.NOT_LOWER if counts else Side.LOWER,
                _("{sphere}: {how}, {value} of 4"),
                "daily_life",
                {"sphere": sphere, "how": _Named(SCALE[value]), "value": value},
            )
        )
    return lines


def _skills_line(facts: CareFacts, rules: LevelRules) -> list[EvidenceLine]:
    if facts.skills is None:
        text = _("Not asked: whether skills carry over between sessions")
        return [EvidenceLine("skills", Side.UNKNOWN, text, "daily_life")]
    if facts.skills >= rules.skills_from:
        text = _("Skills do not carry over between sessions, {value} of 4")
        return [EvidenceLine("skills", Side.NOT_LOWER, text, "daily_life", {"value": facts.skills})]
    text = _("Skills carry over between sessions, {value} of 4")
    return [EvidenceLine("skills", Side.LOWER, text, "daily_life", {"value": facts.skills})]


def _contact_line(facts: CareFacts) -> list[EvidenceLine]:
    if facts.contact is None:
        text = _("Not asked: how often she needs somebody")
        return [EvidenceLine("contact", Side.UNKNOWN, text, "daily_life")]
    said = {
        ContactNeed.WEEKLY: ((Side.LOWER, _("Once a week is enough contact")),),
        ContactNeed.SEVERAL: (
            (Side.NOT_LOWER, _("She needs somebody more than once a week")),
            (Side.NOT_HIGHER, _("She does not need somebody every day")),
        ),
        ContactNeed.DAILY: ((Side.HIGHER, _("She needs somebody every day")),),
    }[facts.contact]
    return [EvidenceLine("contact", side, text, "daily_life") for side, text in said]


def _containment_line(facts: CareFacts) -> list[EvidenceLine]:
    if facts.containment is None:
        text = _("Not asked: whether her distress can be held")
        return [EvidenceLine("containment", Side.UNKNOWN, text, "daily_life")]
    said = {
        Containment.STEADY: ((Side.LOWER, _("She manages without more support")),),
        Containment.WITH_SUPPORT: (
            (Side.NOT_LOWER, _("Her distress needs steady support")),
            (Side.NOT_HIGHER, _("With support her distress is manageable")),
        ),
        Containment.UNSTABLE: ((Side.HIGHER, _("Her distress is not manageable at the moment")),),
    }[facts.containment]
    return [EvidenceLine("containment", side, text, "daily_life") for side, text in said]


def _daily_lines(facts: CareFacts) -> list[EvidenceLine]:
    said = {sign: facts.daily.get(sign, Known.NOT_ASKED) for sign in DailySign}
    lines = [
        EvidenceLine(f"daily_{sign}", Side.HIGHER, sign.label, "daily_signs")
        for sign, known in said.items()
        if known is Known.YES
    ]
    text = _("Not asked: {what}")
    lines += [
        EvidenceLine(f"daily_{sign}", Side.UNKNOWN, text, "daily_signs", {"what": sign})
        for sign, known in said.items()
        if known is Known.NOT_ASKED
    ]
    if all(known is Known.NO for known in said.values()):
        none = _("No sign that she needs to be seen every day")
        lines.append(EvidenceLine("no_daily", Side.NOT_HIGHER, none, "daily_signs"))
    return lines


def _history_lines(facts: CareFacts) -> list[EvidenceLine]:
    lines = []
    if facts.came_from is None:
        text = _("Not asked: whether she steps down from more care")
        lines.append(EvidenceLine("came_from", Side.UNKNOWN, text, "history"))
    elif facts.came_from is not CameFrom.NOWHERE:
        text = _("She steps down from: {where}")
        params: dict[str, object] = {"where": facts.came_from}
        if facts.came_on is not None:
            text = _("She steps down from: {where}, left on {on}")
            params["on"] = facts.came_on.isoformat()
        lines.append(EvidenceLine("came_from", Side.NOT_LOWER, text, "history", params))
        text = _("More care has ended; stepping down is planned")
        lines.append(EvidenceLine("stepped_down", Side.NOT_HIGHER, text, "history"))
    if facts.tried is None:
        text = _("Not asked: what weekly care has done")
        lines.append(EvidenceLine("tried", Side.UNKNOWN, text, "history"))
    elif facts.tried is Tried.NOT_ENOUGH:
        text = _("Weekly care was tried and was not enough")
        lines.append(EvidenceLine("tried", Side.NOT_LOWER, text, "history"))
    elif facts.tried is Tried.HELPED:
        lines.append(EvidenceLine("tried", Side.LOWER, _("Weekly care helped"), "history"))
    else:
        lines.append(
            EvidenceLine("tried", Side.LOWER, _("Weekly care has not been tried"), "history")
        )
    if facts.gets_worse is Known.YES:
        text = _("Clear risk that it gets worse without an IOP")
        lines.append(EvidenceLine("gets_worse", Side.NOT_LOWER, text, "history"))
    elif facts.gets_worse is Known.NOT_ASKED:
        text = _("Not said: whether it gets worse without an IOP")
        lines.append(EvidenceLine("gets_worse", Side.UNKNOWN, text, "history"))
    return lines


def _measure_lines(facts: CareFacts) -> list[EvidenceLine]:
    lines = []
    for each in facts.measures:
        text = (
            _("{title}: {total} on {on}, past its cut-off of {cutoff}")
            if each.is_met
            else _("{title}: {total} on {on}, not past its cut-off of {cutoff}")
        )
        params: dict[str, object] = {
            "title": each.title,
            "total": f"{each.total:g}",
            "on": each.on.isoformat(),
            "cutoff": f"{each.cutoff:g}",
        }
        side = Side.NOT_LOWER if each.is_met else Side.LOWER
        lines.append(EvidenceLine(f"measure_{each.instrument_id}", side, text, "baseline", params))
    return lines


@dataclass(frozen=True)
class _Named:
    """A marked text inside a sentence, so that a page can say it in the reader's language."""

    label: str

    def __str__(self) -> str:
        return self.label
