"""The plan of care: problems, goals, objectives, what we do about them, and who agreed to it.

One thread runs through it: a problem, a goal in her words, a step that can be measured, what the
program does, and later the notes. Where the thread is cut, the page says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any

from openiop.domain.consent import is_signature, strokes_from
from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Word


class BarrierKind(Word):
    """What makes coming hard.

    Source: issue, plan: childcare, transport, work, money.
    """

    CHILDCARE = "childcare", _("Childcare")
    TRANSPORT = "transport", _("Getting here")
    WORK = "work", _("Work")
    MONEY = "money", _("Money")
    SAFETY = "safety", _("Safety on the way or at home")
    LANGUAGE = "language", _("Language or reading")
    OTHER = "other", _("Something else")


class ServiceType(Word):
    """The kinds of service a plan may order.

    Source: domain.md 1.2, services that may make up the program.
    """

    GROUP = "group", _("Group therapy")
    SKILLS = "skills", _("Skills group")
    EDUCATION = "education", _("Psychoeducation group")
    INDIVIDUAL = "individual", _("Individual therapy")
    FAMILY = "family", _("Family session")
    MEDICATION = "medication", _("Medication visit")
    CASE_MANAGEMENT = "case_management", _("Case management")
    PEER = "peer", _("Peer support")
    OTHER = "other", _("Other service")


class PlanKind(Word):
    """How complete a plan means to be."""

    FIRST = "first", _("First plan")
    FULL = "full", _("Full plan")


class Signer(Word):
    """Who signs a plan."""

    CLIENT = "client", _("Client")
    STAFF = "staff", _("Clinician")
    PHYSICIAN = "physician", _("Physician")


class WishKind(Word):
    """What she says about her plan."""

    COMMENT = "comment", _("A comment")
    CHANGE = "change", _("A change she proposes")


@dataclass(frozen=True)
class PlanRules:
    """What a plan must hold before it is signed.

    Source: domain.md 1.3 (plan of treatment), 3.7 R-DOC-03; the rest is a [product default].
    """

    id: str = "openiop-plan/1"
    worked_on_within_days: int = 7
    """A goal without a signed note in so many days is shown as not worked on."""
    minutes_most: int = 480
    times_a_week_most: int = 14
    weeks_most: int = 52


PLAN_RULES = PlanRules()


@dataclass(frozen=True)
class Problem:
    """What stands in her way, in a clinician's words."""

    id: str = ""
    words: str = ""


@dataclass(frozen=True)
class PlannedGoal:
    """A goal as this plan has it; `id` is the goal that notes link to."""

    id: str = ""
    her_words: str = ""
    our_words: str = ""
    problems: tuple[str, ...] = ()
    measure: str = ""
    """A questionnaire that shows whether it gets better."""
    observable: str = ""
    """Or what she, or we, would see."""


@dataclass(frozen=True)
class Objective:
    """A step toward a goal that can be told as done, by a day."""

    id: str = ""
    goal: str = ""
    words: str = ""
    measured_by: str = ""
    by_on: str = ""
    """ISO date."""
    practice: str = ""
    """What she practices for it, in words she uses."""


@dataclass(frozen=True)
class Intervention:
    """What the program does: type, amount, frequency and duration."""

    id: str = ""
    goal: str = ""
    """Empty: for all goals."""
    service: str = ""
    words: str = ""
    minutes: int = 0
    times_a_week: int = 0
    weeks: int = 0


@dataclass(frozen=True)
class Barrier:
    """What makes coming hard, and what we do about it."""

    id: str = ""
    kind: str = ""
    words: str = ""
    what_helps: str = ""


@dataclass(frozen=True)
class Line:
    """One strength or one preference, in her words."""

    id: str = ""
    words: str = ""


Entry = Problem | PlannedGoal | Objective | Intervention | Barrier | Line


@dataclass(frozen=True)
class PlanBody:
    """Everything one version of a plan says."""

    kind: str = str(PlanKind.FIRST)
    problems: tuple[Problem, ...] = ()
    goals: tuple[PlannedGoal, ...] = ()
    objectives: tuple[Objective, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    strengths: tuple[Line, ...] = ()
    preferences: tuple[Line, ...] = ()
    barriers: tuple[Barrier, ...] = ()

    def objectives_of(self, goal_id: str) -> tuple[Objective, ...]:
        """The steps toward one goal."""
        return tuple(each for each in self.objectives if each.goal == goal_id)

    def interventions_of(self, goal_id: str) -> tuple[Intervention, ...]:
        """What is done for one goal; what is for all goals belongs to each."""
        return tuple(each for each in self.interventions if each.goal in ("", goal_id))


SECTIONS: dict[str, type[Entry]] = {
    "problems": Problem,
    "goals": PlannedGoal,
    "objectives": Objective,
    "interventions": Intervention,
    "strengths": Line,
    "preferences": Line,
    "barriers": Barrier,
}
"""The lists of a plan and what stands in each."""


def stored_plan(body: PlanBody) -> dict[str, Any]:
    """A plan in the form in which it is stored.

    Source: issue, plan: versions immutable.
    """
    return asdict(body)


def plan_from(stored: Mapping[str, Any]) -> PlanBody:
    """A stored plan as it stands; what an older version did not have is empty.

    Source: issue, plan: versions immutable.
    """
    lists: dict[str, Any] = {
        name: tuple(_entry(of, one) for one in stored.get(name, ()))
        for name, of in SECTIONS.items()
    }
    return PlanBody(kind=stored.get("kind", str(PlanKind.FIRST)), **lists)


def _entry(of: type[Entry], told: Mapping[str, Any]) -> Entry:
    known = {each.name for each in fields(of)}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in told.items()
        if name in known
    }
    return of(**values)


def with_entry(body: PlanBody, section: str, entry: Entry) -> PlanBody:
    """The plan with an entry put in its list: in place of the one with its id, else at the end.

    Source: [product default].
    """
    before: tuple[Entry, ...] = getattr(body, section)
    if any(each.id == entry.id for each in before):
        after = tuple(entry if each.id == entry.id else each for each in before)
    else:
        after = (*before, entry)
    changed: dict[str, Any] = {section: after}
    return replace(body, **changed)


def without_entry(body: PlanBody, section: str, entry_id: str) -> PlanBody:
    """The plan without one entry, and without links that led to it.

    Source: domain.md 3.7 R-DOC-03: no link may lead nowhere.
    """
    left = tuple(each for each in getattr(body, section) if each.id != entry_id)
    changed: dict[str, Any] = {section: left}
    after = replace(body, **changed)
    if section == "problems":
        goals = tuple(
            replace(goal, problems=tuple(id_ for id_ in goal.problems if id_ != entry_id))
            for goal in after.goals
        )
        return replace(after, goals=goals)
    if section == "goals":
        return replace(
            after,
            objectives=tuple(each for each in after.objectives if each.goal != entry_id),
            interventions=tuple(each for each in after.interventions if each.goal != entry_id),
        )
    return after


def entry_gaps(entry: Entry, today: date, rules: PlanRules = PLAN_RULES) -> Decision:
    """What one line of a plan must hold to be kept at all: words, and readable numbers and dates.

    Source: domain.md 1.3: type, amount, frequency, duration.
    """
    match entry:
        case PlannedGoal():
            return Decision.all_of((bool(entry.her_words), _HER_WORDS))
        case Objective():
            day = _day(entry.by_on)
            return Decision.all_of(
                (bool(entry.words), _WORDS),
                (not entry.by_on or day is not None, _DATE),
                (day is None or day >= today, _DATE_AHEAD),
            )
        case Intervention():
            return Decision.all_of(
                (entry.service in {str(each) for each in ServiceType}, _SERVICE),
                *(
                    (0 <= getattr(entry, name) <= most, _between(name, most))
                    for name, most in (
                        ("minutes", rules.minutes_most),
                        ("times_a_week", rules.times_a_week_most),
                        ("weeks", rules.weeks_most),
                    )
                ),
            )
        case Barrier():
            return Decision.all_of((entry.kind in {str(each) for each in BarrierKind}, _BARRIER))
        case _:
            return Decision.all_of((bool(entry.words), _WORDS))


_WORDS = Reason("words", _("Write it in a few words."), field_name="words")
_HER_WORDS = Reason("her_words", _("What does she say herself?"), field_name="her_words")
_DATE = Reason("by_on", _("We could not read that date. Example: 2027-03-14"), field_name="by_on")
_DATE_AHEAD = Reason("by_on_past", _("Choose a day that is still to come."), field_name="by_on")
_SERVICE = Reason("service", _("Choose what kind of service it is."), field_name="service")
_BARRIER = Reason("kind", _("Choose what makes coming hard."), field_name="kind")


def _between(name: str, most: int) -> Reason:
    return Reason(name, _("Choose 0 to {most}."), params={"most": most}, field_name=name)


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def plan_gaps(body: PlanBody) -> Decision:
    """What is still missing before a plan may be signed, one reason for each cut of the thread.

    A first plan needs a problem, a goal in her words and a service with type, amount, frequency
    and duration. A full plan needs for every goal a problem, a measure or something observable,
    and a step with a day, and that she was asked about strengths and about what makes coming hard.
    Source: domain.md 1.3, 3.7 R-DOC-03.
    """
    whole = Decision.all_of(
        (bool(body.problems), Reason("no_problem", _("No problem is written down yet."))),
        (bool(body.goals), Reason("no_goal", _("No goal is written down yet."))),
        (bool(body.interventions), Reason("no_service", _("No service is written down yet."))),
    )
    ordered = Decision(
        tuple(
            Reason(
                "service_open",
                _("A service lacks its minutes, its times a week or its weeks."),
                params={"id": each.id},
            )
            for each in body.interventions
            if not (each.minutes and each.times_a_week and each.weeks)
        )[:1]
    )
    if body.kind != PlanKind.FULL:
        return whole & ordered
    asked = Decision.all_of(
        (bool(body.strengths), Reason("no_strength", _("Her strengths are not written down yet."))),
    )
    return whole & ordered & asked & Decision(cuts(body))


def cuts(body: PlanBody) -> tuple[Reason, ...]:
    """Where the thread is cut: a goal without problem, measure or step; a problem without goal.

    Source: domain.md 3.7 R-DOC-03.
    """
    known = {each.id for each in body.problems}
    found: list[Reason] = []
    for goal in body.goals:
        lacks = (
            (known & set(goal.problems), "goal_problem", _("Which problem is it about? “{goal}”")),
            (
                goal.measure or goal.observable,
                "goal_measure",
                _("How will we see that it gets better? “{goal}”"),
            ),
            (
                any(each.by_on for each in body.objectives_of(goal.id)),
                "goal_step",
                _("No step with a day yet: “{goal}”"),
            ),
            (body.interventions_of(goal.id), "goal_service", _("Nothing is done for “{goal}” yet")),
        )
        found += [
            Reason(code, text, params={"goal": goal.her_words, "id": goal.id})
            for holds, code, text in lacks
            if not holds
        ]
    linked = {id_ for goal in body.goals for id_ in goal.problems}
    found += [
        Reason(
            "problem_goal",
            _("No goal for this problem yet: {problem}"),
            params={"problem": problem.words, "id": problem.id},
        )
        for problem in body.problems
        if problem.id not in linked
    ]
    return tuple(found)


@dataclass(frozen=True)
class PlanSignFacts:
    """What signing a plan asks about."""

    signed_by: frozenset[str] = frozenset()
    """Who has signed this version already."""
    is_newest: bool = True
    name: str = ""
    """The name as it was typed."""
    saw_it: bool = True
    """Whether the text shown is the text that is signed now."""
    drawing: str | None = None
    """The lines of a drawn name as they arrived; None where the name is only typed."""


def may_sign_plan(body: PlanBody, who: Signer, facts: PlanSignFacts) -> Decision:
    """The clinician signs first, when nothing is missing; she signs what the clinician signed.

    Each signs once, under a name, and only the words that were on the page.
    Why: a signature under words that changed meanwhile agrees to something never read.
    Source: domain.md 3.4 (full plan signed by client and clinician), issue: signatures.
    """
    once = Decision.all_of(
        (
            str(who) not in facts.signed_by,
            Reason("signed_before", _("This version is signed already.")),
        ),
        (facts.is_newest, Reason("not_newest", _("There is a newer version of the plan."))),
        (
            bool(facts.name.strip()),
            Reason("no_name", _("Write your name to sign."), field_name="name"),
        ),
        (
            facts.drawing is None or is_signature(strokes_from(facts.drawing)),
            Reason(
                "drawing",
                _("Please draw your name in the box, or clear it and type only."),
                field_name="drawing",
            ),
        ),
        (
            facts.saw_it,
            Reason("changed", _("The plan changed just now. Please read it again, then sign.")),
        ),
    )
    if who is Signer.STAFF:
        return plan_gaps(body) & once
    return once & Decision.all_of(
        (
            str(Signer.STAFF) in facts.signed_by,
            Reason("staff_first", _("Your clinician signs first. Then it is your turn.")),
        )
    )


def may_change_plan(signed_by: frozenset[str]) -> Decision:
    """A version that anybody signed changes no more; the next change begins a new version.

    Source: issue, plan: versions immutable.
    """
    return Decision.all_of(
        (
            not signed_by,
            Reason("frozen", _("This version is signed. A change begins a new version.")),
        )
    )


@dataclass(frozen=True)
class Thread:
    """Where plan and notes do not meet."""

    not_worked_on: tuple[str, ...]
    """Ids of open goals without a signed note in the last days."""
    cut: tuple[Reason, ...]
    notes_without_goal: int


def golden_thread(
    body: PlanBody, worked_on: Mapping[str, int], notes_without_goal: int, days_here: int
) -> Thread:
    """Goals nobody worked on this week, cuts in the plan, and notes that link to no goal.

    A goal is only called not worked on once she has been here for a week.
    Source: domain.md 3.7 R-DOC-03; issue, plan.
    """
    idle: tuple[str, ...] = ()
    if days_here >= PLAN_RULES.worked_on_within_days:
        idle = tuple(goal.id for goal in body.goals if not worked_on.get(goal.id))
    return Thread(idle, cuts(body), notes_without_goal)


@dataclass(frozen=True)
class PlanFacts:
    """What stands around the plan's own words when it is printed or signed."""

    client_name: str
    number: int
    on: date
    measures: Mapping[str, str] = field(default_factory=dict)
    """Names of questionnaires by id."""


def render_plan(body: PlanBody, facts: PlanFacts) -> str:
    """The plan as plain text: what is shown, signed and frozen.

    Source: issue, plan: signatures with what was shown.
    """
    kind = "Full plan" if body.kind == PlanKind.FULL else "First plan"
    lines = [f"Plan of care, version {facts.number}: {kind}", facts.client_name]
    lines += [f"Date: {facts.on.isoformat()}"]
    lines += _listed("Strengths", [each.words for each in body.strengths])
    lines += _listed("Preferences", [each.words for each in body.preferences])
    lines += _listed("What makes coming hard", [_barrier(each) for each in body.barriers])
    lines += _listed("Problems", [each.words for each in body.problems])
    problems = {each.id: each.words for each in body.problems}
    for number, goal in enumerate(body.goals, start=1):
        lines += ["", f"Goal {number}: “{goal.her_words}”"]
        about = [problems[id_] for id_ in goal.problems if id_ in problems]
        lines += [f"In clinical words: {goal.our_words}"] if goal.our_words else []
        lines += [f"Problem: {'; '.join(about)}"] if about else []
        seen = [facts.measures.get(goal.measure, goal.measure), goal.observable]
        lines += [f"Seen by: {'; '.join(filter(None, seen))}"] if any(seen) else []
        lines += [f"- Step: {_objective(each)}" for each in body.objectives_of(goal.id)]
        lines += [
            f"- Service: {service_words(each)}"
            for each in body.interventions
            if each.goal == goal.id
        ]
    lines += _listed(
        "Services for all goals",
        [service_words(each) for each in body.interventions if not each.goal],
    )
    return "\n".join(lines)


def _listed(title: str, items: Sequence[str]) -> list[str]:
    return ["", f"{title}:", *(f"- {item}" for item in items)] if items else []


def _barrier(barrier: Barrier) -> str:
    words = [BarrierKind(barrier.kind).label, barrier.words]
    said = ": ".join(filter(None, words))
    return f"{said}. What helps: {barrier.what_helps}" if barrier.what_helps else said


def _objective(step: Objective) -> str:
    parts = [step.words.rstrip(".")]
    parts += [f"measured by {step.measured_by}"] if step.measured_by else []
    parts += [f"by {step.by_on}"] if step.by_on else []
    parts += [f"practice: {step.practice}"] if step.practice else []
    return ", ".join(parts)


def service_words(service: Intervention) -> str:
    """A service with its type, amount, frequency and duration in one line.

    Source: domain.md 1.3.
    """
    parts = [ServiceType(service.service).label]
    parts += [service.words] if service.words else []
    parts += [f"{service.minutes} minutes"] if service.minutes else []
    often = service.times_a_week
    parts += ["once a week" if often == 1 else f"{often} times a week"] if often else []
    parts += [f"for {service.weeks} weeks"] if service.weeks else []
    return ", ".join(parts)


def owed_signatures(signed_by: frozenset[str], needs_physician: bool) -> tuple[Signer, ...]:
    """Whose signature a version still lacks; the physician's only where the payer rule asks.

    Source: domain.md 3.4, 1.3.
    """
    wanted = [Signer.STAFF, Signer.CLIENT] + ([Signer.PHYSICIAN] if needs_physician else [])
    return tuple(who for who in wanted if str(who) not in signed_by)


PHYSICIAN_PAYERS = frozenset({"medicare-iop"})
"""Payer rule sets that ask for a physician on the plan.

Source: domain.md 1.3, 42 CFR 424.24(d).
"""
