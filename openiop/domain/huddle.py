"""The morning huddle: who is at risk, whom to look at for fewer days, who is slipping, and why.

Nobody is called ready here: the record only says where a look is worth it (domain/readiness).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .care.clocks import PlanDue
from .decision import Kind, Reason
from .text import _


@dataclass(frozen=True)
class HuddleRules:
    """When something belongs on the director's morning.

    Source: ux.md 1.3 T1 and 1.5 D1; the rest is a [product default].
    """

    id: str = "openiop-huddle/1"
    shown_max: int = 7
    """Source: ux.md 1.5, D1."""
    away_days: int = 14
    away_unheard_from: int = 1
    away_told_from: int = 2
    """Two absences she told us about are a question about what makes coming hard.

    Source: issue, Morning huddle ("two absences").
    """
    plan_review_ahead_days: int = 3
    """Source: domain.md 1.10, R-PAY-04."""
    weekly_days: int = 7
    review_from_missed: int = 2
    """So many weekly questionnaires without an answer ask for a case review.

    Source: instruments.md 3.
    """
    measures_overdue_from_days: int = 7
    """Source: weekly cadence of domain.md 7.1."""
    hours_short_from_min: int = 60


HUDDLE_RULES = HuddleRules()


@dataclass(frozen=True)
class HuddleFacts:
    """What is known about one client this morning."""

    client_id: str
    name: str
    owner: str
    """Who holds her care; the reasons below are this person's to answer."""
    alerts_nobody_took: int = 0
    """Of the open alerts, those of which nobody said "I take it"."""
    open_alerts: int = 0
    oldest_alert_on: date | None = None
    unanswered_needs: int = 0
    private_checks_due: int = 0
    away_unheard: int = 0
    """Days away in the last two weeks about which we have not heard from her."""
    away_told: int = 0
    """Days away in the last two weeks about which she told us."""
    reliably_worse: bool = False
    """A measure moved to the harder side by more than chance."""
    worse_in: str = ""
    """The questionnaire that says so, whose numbers a person opens."""
    behind_course: bool = False
    """The newest totals lie behind what closed stays of this program let expect."""
    behind_in: str = ""
    """The questionnaire that says so."""
    rise_stays_up: bool = False
    """Distress that rose around her sessions was still up the next mornings: domain/skills/load."""
    measures_overdue_days: int = 0
    plan_review_due_on: date | None = None
    """When her safety plan is looked at again."""
    plan_of_care: PlanDue | None = None
    """What her plan of care needs next: a first plan, the full one, a review, a physician."""
    hours_shortfall_min: int = 0
    worth_a_look: bool = False
    """The record speaks for a look at fewer days; an empty one never does."""
    next_step_on: date | None = None
    """A step of her taper that is near."""
    back_from_taper: bool = False
    """Something got worse beyond chance on fewer days, and the team has not decided yet."""
    back_owner: str = ""
    """Who has the case that came back."""


@dataclass(frozen=True)
class HuddleLine:
    """One client with her reasons in words."""

    client_id: str
    name: str
    reasons: tuple[Reason, ...]
    owner: str


@dataclass(frozen=True)
class HuddleList:
    """The clients shown, and how many more there are."""

    lines: tuple[HuddleLine, ...]
    more: int


@dataclass(frozen=True)
class Huddle:
    """The three lists of the morning, and reviews that are due in a line below them.

    A client is in each list she has a reason for.
    """

    rule_id: str
    at_risk: HuddleList
    ready_to_look: HuddleList
    slipping: HuddleList
    review_due: HuddleList


def huddle(facts: Sequence[HuddleFacts], today: date, rules: HuddleRules = HUDDLE_RULES) -> Huddle:
    """The three lists of the morning, seven names each at most, in the order of their reasons.

    No list is sorted by the severity of a score: first come matters somebody must answer, the
    longest waiting first, then by name.
    Source: ux.md 1.5 D1; issue, part 8.
    """
    return Huddle(
        rules.id,
        at_risk=_list(facts, [_at_risk(each) for each in facts], rules),
        ready_to_look=_list(facts, [_ready_to_look(each) for each in facts], rules),
        slipping=_list(facts, [_slipping(each, rules) for each in facts], rules),
        review_due=_list(facts, [_review_due(each, today, rules) for each in facts], rules),
    )


def therapist_order(
    facts: Sequence[HuddleFacts], today: date, rules: HuddleRules = HUDDLE_RULES
) -> tuple[HuddleLine, ...]:
    """A therapist's clients, those who need her today first, each with every reason in words.

    Clients without a reason follow by name.
    Source: ux.md 1.3, T1.
    """
    reasons = [
        _at_risk(each)
        + _slipping(each, rules)
        + _review_due(each, today, rules)
        + _ready_to_look(each)
        for each in facts
    ]
    return tuple(_line(each, why) for each, why in _in_order(facts, reasons))


_Reasons = tuple[Reason, ...]


def _list(
    facts: Sequence[HuddleFacts], reasons: Sequence[_Reasons], rules: HuddleRules
) -> HuddleList:
    lines = [_line(each, why) for each, why in _in_order(facts, reasons) if why]
    return HuddleList(tuple(lines[: rules.shown_max]), max(0, len(lines) - rules.shown_max))


def _line(facts: HuddleFacts, reasons: _Reasons) -> HuddleLine:
    is_back = any(reason.code == "back_from_taper" for reason in reasons)
    owner = facts.back_owner if is_back and facts.back_owner else facts.owner
    return HuddleLine(facts.client_id, facts.name, reasons, owner)


_ORDER = (
    *("alert_nobody_took", "open_alert", "private_check", "unanswered_need", "away_unheard"),
    *(
        "back_from_taper",
        "reliably_worse",
        "behind_course",
        "rise_stays_up",
        "away_told",
        "hours_short",
        "plan_of_care_late",
        "plan_review_late",
        "plan_of_care",
        "plan_review",
        "case_review",
        "measures_overdue",
        "taper_step",
        "worth_a_look",
    ),
)


def _in_order(
    facts: Sequence[HuddleFacts], reasons: Sequence[_Reasons]
) -> list[tuple[HuddleFacts, _Reasons]]:
    def place(pair: tuple[HuddleFacts, _Reasons]) -> tuple[int, date, str]:
        each, why = pair
        rank = min((_ORDER.index(reason.code) for reason in why), default=len(_ORDER))
        return rank, _waiting_since(each, why), each.name

    return sorted(zip(facts, reasons, strict=True), key=place)


def _waiting_since(facts: HuddleFacts, reasons: _Reasons) -> date:
    codes = {reason.code for reason in reasons}
    if codes & {"alert_nobody_took", "open_alert"}:
        return facts.oldest_alert_on or date.min
    if codes & {"plan_of_care", "plan_of_care_late"} and facts.plan_of_care:
        return facts.plan_of_care.due_on
    if codes & {"plan_review", "plan_review_late"}:
        return facts.plan_review_due_on or date.max
    return date.max


def _reason(code: str, text: str, **params: object) -> Reason:
    return Reason(code, text, Kind.LATER, params=params)


def _at_risk(facts: HuddleFacts) -> _Reasons:
    matters = (
        (
            facts.alerts_nobody_took,
            _reason(
                "alert_nobody_took",
                _("Safety concern nobody has taken yet"),
                count=facts.alerts_nobody_took,
            ),
        ),
        (
            facts.open_alerts and not facts.alerts_nobody_took,
            _reason(
                "open_alert",
                _("Safety concern not yet closed, since {on}")
                if facts.oldest_alert_on
                else _("Safety concern not yet closed"),
                count=facts.open_alerts,
                on=facts.oldest_alert_on,
            ),
        ),
        (
            facts.private_checks_due,
            _reason("private_check", _("Private check due"), count=facts.private_checks_due),
        ),
    )
    return tuple(reason for holds, reason in matters if holds)


def _ready_to_look(facts: HuddleFacts) -> _Reasons:
    """A step that is near, or a record that speaks for a look; never while a case is back."""
    if facts.back_from_taper or facts.reliably_worse:
        return ()
    if facts.next_step_on:
        text = _("Next step to fewer days planned {on}: look together")
        return (_reason("taper_step", text, on=facts.next_step_on),)
    if facts.worth_a_look:
        return (_reason("worth_a_look", _("The record speaks for a look at fewer days")),)
    return ()


_HARDER = _("Things look harder than before, more than by chance: review the case")


def _review_due(facts: HuddleFacts, today: date, rules: HuddleRules) -> _Reasons:
    reasons: list[Reason] = []
    ahead = today + timedelta(days=rules.plan_review_ahead_days)
    if (plan := facts.plan_of_care) and plan.is_late(today):
        text = _("{what} was due {on}")
        reasons.append(_reason("plan_of_care_late", text, what=plan.step, on=plan.due_on))
    elif plan and plan.due_on <= ahead:
        text = _("{what} due {on}")
        reasons.append(_reason("plan_of_care", text, what=plan.step, on=plan.due_on))
    due_on = facts.plan_review_due_on
    if due_on and due_on < today:
        text = _("Safety plan review was due {on}")
        reasons.append(_reason("plan_review_late", text, on=due_on))
    elif due_on and due_on <= ahead:
        reasons.append(_reason("plan_review", _("Safety plan review due {on}"), on=due_on))
    return tuple(reasons)


def _overdue(facts: HuddleFacts, rules: HuddleRules) -> _Reasons:
    reasons: list[Reason] = []
    if facts.measures_overdue_days >= rules.review_from_missed * rules.weekly_days:
        text = _("{count} weekly questionnaires without an answer: review the case")
        missed = facts.measures_overdue_days // rules.weekly_days
        reasons.append(_reason("case_review", text, count=missed))
    elif facts.measures_overdue_days >= rules.measures_overdue_from_days:
        text = _("Questionnaires are {days} days late")
        reasons.append(_reason("measures_overdue", text, days=facts.measures_overdue_days))
    return tuple(reasons)


def _slipping(facts: HuddleFacts, rules: HuddleRules) -> _Reasons:
    hours = round(facts.hours_shortfall_min / 60, 1)
    matters = (
        (
            facts.back_from_taper,
            _reason("back_from_taper", _("Harder since she comes on fewer days: decide together")),
        ),
        (
            facts.reliably_worse and not facts.back_from_taper,
            _reason("reliably_worse", _HARDER, form=facts.worse_in),
        ),
        (
            facts.unanswered_needs,
            _reason(
                "unanswered_need",
                _("Asked for something and has no answer yet"),
                count=facts.unanswered_needs,
            ),
        ),
        (
            facts.away_unheard >= rules.away_unheard_from,
            _reason(
                "away_unheard",
                _("Away and not heard from: {count} in two weeks"),
                count=facts.away_unheard,
            ),
        ),
        (
            facts.away_told >= rules.away_told_from,
            _reason(
                "away_told",
                _("Away {count} times in two weeks, told us each time"),
                count=facts.away_told,
            ),
        ),
        (
            facts.behind_course,
            _reason(
                "behind_course",
                _("Behind the expected course: ask together what would help"),
                form=facts.behind_in,
            ),
        ),
        (
            facts.rise_stays_up,
            _reason(
                "rise_stays_up",
                _("Worked up by her sessions, still so the next morning: look at the load"),
            ),
        ),
        (
            facts.hours_shortfall_min >= rules.hours_short_from_min,
            _reason("hours_short", _("About {hours} hours short this week"), hours=f"{hours:g}"),
        ),
    )
    found = tuple(reason for holds, reason in matters if holds)
    return found + _overdue(facts, rules)
