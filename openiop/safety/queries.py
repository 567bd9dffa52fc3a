"""Questions about alerts, private checks and safety plans."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from openiop.accounts.models import Membership
from openiop.accounts.queries import names_by_id, staff_with_role
from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import coming_days, episode_of
from openiop.domain.measures.check_in_path import is_met_with_words
from openiop.domain.measures.registry import INSTRUMENTS
from openiop.domain.privacy import About, Permission, Reach, Role, reach_of
from openiop.domain.safety import (
    SAFETY_RULES,
    Disposition,
    SafetyPlanFacts,
    SafetyRules,
    plan_gaps,
    plan_review_due_on,
)
from openiop.domain.safety import Action as Deed
from openiop.domain.safety_said import SheSaid
from openiop.domain.text import _
from openiop.domain.words import Level
from openiop.privacy.actor import SYSTEM_ID, Actor
from openiop.privacy.gate import ties_of
from openiop.programs.queries import LOOK_AHEAD_DAYS, program
from openiop.schedule.queries import sessions_of_client

from .models import Alert, AlertStep, PrivateCheck, ReviewTask, SafetyPlan

WHOLE_SCREEN = "screen"
"""The link id of an alert that rests on a screen a clinician asked, not on one answer."""

OWNER_ROLES = (
    *(Role.CLINICAL_LEAD, Role.DIRECTOR, Role.THERAPIST, Role.PRESCRIBER, Role.FACILITATOR),
    *(Role.INTAKE, Role.FRONT_DESK),
)
"""Who is asked in turn when she has no therapist: an alert is never nobody's."""

PLAN_LISTS = (
    *("warning_signs", "coping", "people_and_places"),
    *("people_to_ask", "professionals", "safer_surroundings"),
)
PLAN_HEADINGS = dict(
    zip((*PLAN_LISTS, "reason_to_live"), plan_gaps(SafetyPlanFacts()), strict=True)
)
"""The six steps and the seventh line, in order, with the words above them."""


def rules_here() -> SafetyRules:
    """The safety rules with the hours in which this program reads."""
    here = program()
    if here is None:
        return SAFETY_RULES
    weekdays = frozenset(here.reads_weekdays) or SAFETY_RULES.monitored_weekdays
    return replace(
        SAFETY_RULES,
        monitored_weekdays=weekdays,
        monitored_from=time.fromisoformat(here.reads_from),
        monitored_until=time.fromisoformat(here.reads_until),
    )


def leaves_at(client_id: UUID, day: date) -> datetime | None:
    """When her program day ends on `day`, as planned."""
    ends = [session.ends_at for session in sessions_of_client(client_id, day, day)]
    return clock.local(max(ends)) if ends else None


def next_coming_day(client_id: UUID) -> date | None:
    """Her next program day after today, within two weeks."""
    today = clock.today()
    ahead = today + timedelta(days=LOOK_AHEAD_DAYS)
    coming = coming_days(today + timedelta(days=1), ahead, [client_id])
    return min(coming.get(client_id, ()), default=None)


def owner_for(client_id: UUID) -> UUID:
    """Her therapist, if she still works here, else the first lead, else whoever works here."""
    stay = episode_of(client_id, clock.today())
    therapist_id = stay.therapist_id if stay else None
    if therapist_id and _works_here(therapist_id):
        return therapist_id
    return person_in_role(OWNER_ROLES) or SYSTEM_ID


def _works_here(staff_id: UUID) -> bool:
    standing = Membership.objects.filter(user_id=staff_id, ended_on__isnull=True)
    return standing.exclude(role__in=(Role.CLIENT, Role.ALUMNA)).exists()


def person_in_role(roles: Iterable[Role], other_than: UUID | None = None) -> UUID | None:
    """The first person in the first of `roles` anybody here has, if possible not `other_than`."""
    found = [person for role in roles for person in staff_with_role(role)]
    others = [person for person in found if person != other_than]
    return next(iter(others or found), None)


def clients_in_reach(actor: Actor, permission: Permission) -> frozenset[UUID] | None:
    """The clients this person may use `permission` on; None means everybody at the site."""
    if actor.is_system or reach_of(actor.roles, permission) is Reach.SITE:
        return None
    return ties_of(actor)


# Alerts


def alert_or_404(alert_id: UUID) -> Alert:
    """The alert with this id."""
    found = Alert.objects.select_related("client").filter(pk=alert_id).first()
    if found is None:
        raise Http404("No such alert.")
    return found


def about_alert(alert_id: UUID, **_parts: object) -> About:
    """Whom a page about an alert is about."""
    return alert_or_404(alert_id).about()


@dataclass(frozen=True)
class Evidence:
    """What she answered, in the words she read."""

    instrument: str = ""
    question: str = ""
    answer: str = ""
    value: int | None = None
    given_at: datetime | None = None
    reason: str = ""
    """Why a clinician must see it."""
    said_yes_to: tuple[str, ...] = ()
    """For a screen as a whole: the questions she answered with yes."""


@dataclass(frozen=True)
class EscalationDone:
    """One rung that was climbed."""

    role: Role
    name: str
    at: datetime
    late: bool


@dataclass(frozen=True)
class OpenAlert:
    """One alert as lists show it."""

    alert: Alert
    """The record, to be handed to actions."""
    id: UUID
    client_id: UUID
    client_name: str
    level: Level
    instrument_id: str
    link_id: str
    evidence: Evidence
    answered_at: datetime
    opened_at: datetime
    due_at: datetime
    on_site: bool
    after_hours: bool
    owner_id: UUID
    owner_name: str
    acknowledged_at: datetime | None
    acknowledged_name: str
    disposition: Disposition | None
    second_look_on: date | None
    closed_at: datetime | None
    escalations: tuple[EscalationDone, ...] = ()
    responsible: tuple[str, ...] = ()
    """Those who were asked beside the owner, by name."""
    she_said: SheSaid | None = None
    asked_to_call: bool = False

    @property
    def is_taken(self) -> bool:
        """Whether somebody has it in hand."""
        return self.acknowledged_at is not None

    @property
    def waits_for_second_look(self) -> bool:
        """Whether it was answered and only the second look is left."""
        return self.disposition is not None and self.disposition.ends_the_alert

    def needs_somebody_on(self, day: date) -> bool:
        """Whether it waits for its answer, or for the second look that is due by then."""
        if not self.waits_for_second_look:
            return True
        return self.second_look_on is not None and self.second_look_on <= day


def open_alerts(ids: Iterable[UUID] | None = None) -> list[OpenAlert]:
    """Alerts not closed, nobody's first, then the longest due; three statements however many."""
    rows = Alert.objects.filter(closed_at__isnull=True)
    if ids is not None:
        rows = rows.filter(client_id__in=set(ids))
    return _shown(rows)


def alerts_for(actor: Actor) -> list[OpenAlert]:
    """Open alerts this person may see: of her clients, her own, and those she was asked about."""
    rows = Alert.objects.filter(closed_at__isnull=True)
    reach = clients_in_reach(actor, Permission.SEE_ALERTS)
    if reach is not None:
        rows = rows.filter(Q(client_id__in=reach) | Q(owner_id=actor.id))
    return _shown(rows)


def alerts_nobody_took(actor: Actor) -> int:
    """How many alerts this person may see still wait for somebody."""
    rows = Alert.objects.filter(closed_at__isnull=True, acknowledged_at__isnull=True)
    reach = clients_in_reach(actor, Permission.SEE_ALERTS)
    if reach is not None:
        rows = rows.filter(Q(client_id__in=reach) | Q(owner_id=actor.id))
    return rows.count()


def alerts_by_client(ids: Iterable[UUID]) -> dict[UUID, list[OpenAlert]]:
    """Open alerts of each client, hers without any left out."""
    found: dict[UUID, list[OpenAlert]] = defaultdict(list)
    for alert in open_alerts(ids):
        found[alert.client_id].append(alert)
    return dict(found)


def alerts_of_client(client_id: UUID) -> list[OpenAlert]:
    """All alerts of one client, closed ones too, newest first."""
    rows = Alert.objects.filter(client_id=client_id)
    return sorted(_shown(rows), key=lambda alert: alert.opened_at, reverse=True)


def last_alert_on_by_client(ids: Iterable[UUID]) -> dict[UUID, date]:
    """The day of the latest alert of each client, open or closed."""
    rows = Alert.objects.filter(client_id__in=set(ids)).order_by("opened_at")
    return {
        client_id: clock.local(opened_at).date()
        for client_id, opened_at in rows.values_list("client_id", "opened_at")
    }


def _shown(rows: QuerySet[Alert]) -> list[OpenAlert]:
    alerts = list(rows.select_related("client"))
    if not alerts:
        return []
    steps: dict[UUID, list[AlertStep]] = defaultdict(list)
    told = AlertStep.objects.filter(
        alert_id__in=[alert.pk for alert in alerts], kind__in=("escalated", "she_said")
    )
    for step in told.order_by("sequence"):
        steps[step.alert_id].append(step)
    people = {alert.owner_id for alert in alerts} | {
        alert.acknowledged_by for alert in alerts if alert.acknowledged_by
    }
    people |= {step.to_id for found in steps.values() for step in found if step.to_id}
    names = names_by_id(people)
    shown = [_open_alert(alert, steps[alert.pk], names) for alert in alerts]
    return sorted(shown, key=lambda a: (a.waits_for_second_look, a.is_taken, a.due_at, a.opened_at))


def _open_alert(alert: Alert, steps: list[AlertStep], names: dict[UUID, str]) -> OpenAlert:
    climbed = tuple(
        EscalationDone(step.to_role, _name(names, step.to_id), step.at, step.late)
        for step in steps
        if step.kind == "escalated"
    )
    said = [SheSaid(step.code) for step in steps if step.kind == "she_said"]
    answers = [code for code in said if code is not SheSaid.CALL_ME]
    return OpenAlert(
        alert=alert,
        id=alert.pk,
        client_id=alert.client_id,
        client_name=alert.client.short_name,
        level=alert.level,
        instrument_id=alert.instrument_id,
        link_id=alert.link_id,
        evidence=read_evidence(alert),
        answered_at=alert.answered_at,
        opened_at=alert.opened_at,
        due_at=alert.acknowledge_by_at,
        on_site=alert.on_site,
        after_hours=alert.after_hours,
        owner_id=alert.owner_id,
        owner_name=_name(names, alert.owner_id),
        acknowledged_at=alert.acknowledged_at,
        acknowledged_name=_name(names, alert.acknowledged_by),
        disposition=Disposition(alert.disposition) if alert.disposition else None,
        second_look_on=alert.second_look_on,
        closed_at=alert.closed_at,
        escalations=climbed,
        responsible=tuple(dict.fromkeys(done.name for done in climbed if done.name)),
        she_said=answers[-1] if answers else None,
        asked_to_call=SheSaid.CALL_ME in said,
    )


def _name(names: dict[UUID, str], person_id: UUID | None) -> str:
    return names.get(person_id, "") if person_id else ""


def read_evidence(alert: Alert) -> Evidence:
    """The stored evidence; what the writer left out is filled from the questionnaire."""
    told = json.loads(alert.evidence) if alert.evidence else {}
    given_at, value = told.get("given_at"), told.get("value")
    return Evidence(
        instrument=told.get("instrument") or _title_of(alert.instrument_id),
        question=told.get("question") or question_of(alert.instrument_id, alert.link_id),
        answer=told.get("answer") or answer_of(alert.instrument_id, alert.link_id, value),
        value=value,
        given_at=datetime.fromisoformat(given_at) if given_at else alert.answered_at,
        reason=told.get("reason", ""),
        said_yes_to=tuple(told.get("said_yes_to", ())),
    )


def needs_a_person(alert: Alert, value: int | None) -> bool:
    """Whether an answer still is one a clinician must see; a screen as a whole always is."""
    shipped = INSTRUMENTS.get(alert.instrument_id)
    items = [item for item in shipped.items if item.link_id == alert.link_id] if shipped else []
    if not items:
        return True
    critical = items[0].critical
    return value is not None and critical is not None and critical.is_met(value)


def _title_of(instrument_id: str) -> str:
    shipped = INSTRUMENTS.get(instrument_id)
    return shipped.short_title if shipped else ""


def answer_of(instrument_id: str, link_id: str, value: int | None) -> str:
    """An answer in the words of its questionnaire."""
    shipped = INSTRUMENTS.get(instrument_id)
    items = [item for item in shipped.items if item.link_id == link_id] if shipped else []
    options = shipped.options_for(items[0]) if shipped and items else ()
    return next((option.label for option in options if option.value == value), "")


@dataclass(frozen=True)
class StepLine:
    """One line of what happened with an alert."""

    kind: str
    at: datetime
    by_name: str
    code: str
    to_role: Role | None
    to_name: str
    late: bool
    words: str


@dataclass(frozen=True)
class AlertPage:
    """Everything the page of one alert shows."""

    alert: OpenAlert
    client: Client
    steps: tuple[StepLine, ...]
    """Newest first."""
    last_deed: Deed | None
    has_plan: bool
    saw_support_page: bool
    """She answered it herself, and so was thanked and told who reads it."""


def alert_page(alert_id: UUID) -> AlertPage:
    """One alert with its evidence and every step."""
    row = alert_or_404(alert_id)
    steps = list(AlertStep.objects.filter(alert=row).order_by("-sequence"))
    names = names_by_id([step.by for step in steps] + [step.to_id for step in steps])
    evidence = read_evidence(row)
    return AlertPage(
        alert=_shown(Alert.objects.filter(pk=alert_id))[0],
        client=row.client,
        steps=tuple(
            StepLine(
                kind=step.kind,
                at=step.at,
                by_name=row.client.chosen_name
                if step.kind == "she_said"
                else _name(names, step.by),
                code=step.code,
                to_role=step.to_role or None,
                to_name=_name(names, step.to_id),
                late=step.late,
                words=step.words,
            )
            for step in steps
        ),
        last_deed=last_deed(row),
        has_plan=SafetyPlan.objects.filter(client_id=row.client_id).exists(),
        saw_support_page=is_met_with_words(row.instrument_id, row.link_id, evidence.value),
    )


def last_deed(alert: Alert) -> Deed | None:
    """What was done about an alert since it was last opened; being in touch with her outweighs."""
    codes = AlertStep.objects.filter(alert=alert, kind="did", at__gte=alert.opened_at)
    deeds = [Deed(code) for code in codes.order_by("sequence").values_list("code", flat=True)]
    met = [deed for deed in deeds if deed.met_her]
    return next(reversed(met or deeds), None)


def steps_taken(alert: Alert) -> tuple[int, int]:
    """Escalation rungs climbed since the time to answer last began, and in all."""
    counted = AlertStep.objects.filter(alert=alert, kind="escalated").aggregate(
        since=Count("pk", filter=Q(at__gte=alert.from_at)), ever=Count("pk")
    )
    return counted["since"], counted["ever"]


def under_way(client_id: UUID) -> Alert | None:
    """The newest open alert of a client that is not answered yet."""
    rows = Alert.objects.filter(client_id=client_id, closed_at__isnull=True, disposition="")
    return rows.order_by("-opened_at", "-pk").first()


def unanswered_alerts() -> list[Alert]:
    """Open alerts nobody has taken, the longest due first."""
    return list(
        Alert.objects.filter(closed_at__isnull=True, acknowledged_at__isnull=True).order_by(
            "acknowledge_by_at", "pk"
        )
    )


# Private checks


CHECK_WHY = {
    "skipped": _("She left this question open."),
    "device": _("Her phone is not hers alone, so we ask this in person."),
}


@dataclass(frozen=True)
class DueCheck:
    """A question somebody asks her in person and in private."""

    check: PrivateCheck
    """The record, to be handed to actions."""
    id: UUID
    client_id: UUID
    client_name: str
    on: date
    instrument_id: str
    link_id: str
    question: str
    why: str
    """A sentence for staff, marked for translation."""
    why_code: str


def check_or_404(check_id: UUID) -> PrivateCheck:
    """The private check with this id."""
    found = PrivateCheck.objects.select_related("client").filter(pk=check_id).first()
    if found is None:
        raise Http404("No such check.")
    return found


def about_check(check_id: UUID, **_parts: object) -> About:
    """Whom a page about a private check is about."""
    return check_or_404(check_id).about()


def private_checks_due(day: date, ids: Iterable[UUID] | None = None) -> list[DueCheck]:
    """Private checks due by `day` and not done, older ones too; one statement however many."""
    rows = PrivateCheck.objects.select_related("client").filter(on__lte=day, done_at__isnull=True)
    if ids is not None:
        rows = rows.filter(client_id__in=set(ids))
    return [
        DueCheck(
            check=row,
            id=row.pk,
            client_id=row.client_id,
            client_name=row.client.short_name,
            on=row.on,
            instrument_id=row.instrument_id,
            link_id=row.link_id,
            question=question_of(row.instrument_id, row.link_id),
            why=CHECK_WHY.get(row.why, CHECK_WHY["skipped"]),
            why_code=row.why,
        )
        for row in rows.order_by("on", "client__search_name", "link_id", "pk")
    ]


def question_of(instrument_id: str, link_id: str) -> str:
    """The question as it is worded in its questionnaire."""
    shipped = INSTRUMENTS.get(instrument_id)
    items = shipped.items if shipped else ()
    return next((item.text for item in items if item.link_id == link_id), "")


# Safety plans


@dataclass(frozen=True)
class PlanLines:
    """One step of the plan: its heading and her lines."""

    key: str
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """A version of her safety plan."""

    id: UUID
    client_id: UUID
    number: int
    facts: SafetyPlanFacts
    saved_at: datetime
    saved_by: UUID
    saved_by_name: str
    looked_at_on: date | None = None

    @property
    def steps(self) -> tuple[PlanLines, ...]:
        """The six steps in order."""
        return tuple(
            PlanLines(key, PLAN_HEADINGS[key], getattr(self.facts, key)) for key in PLAN_LISTS
        )

    @property
    def reason_to_live(self) -> str:
        """What is most worth living for, in her words."""
        return self.facts.reason_to_live

    @property
    def gaps(self) -> tuple[str, ...]:
        """Headings of the steps without words yet."""
        return plan_gaps(self.facts)

    @property
    def content(self) -> dict[str, list[str] | str]:
        """As it is saved: what `save_plan` takes."""
        lists: dict[str, list[str] | str] = {
            key: list(getattr(self.facts, key)) for key in PLAN_LISTS
        }
        return lists | {"reason_to_live": self.facts.reason_to_live}


def plan_of(client_id: UUID) -> Plan | None:
    """Her safety plan as it holds, or None when there is none yet."""
    return plans_by_client([client_id]).get(client_id)


def plans_by_client(ids: Iterable[UUID]) -> dict[UUID, Plan]:
    """The newest safety plan of each client that has one; two statements however many."""
    newest = {
        row.client_id: row
        for row in SafetyPlan.objects.filter(client_id__in=set(ids)).order_by("number")
    }
    names = names_by_id(row.created_by for row in newest.values())
    return {client_id: _plan(row, names) for client_id, row in newest.items()}


def plan_versions(client_id: UUID) -> list[Plan]:
    """Every version of her plan, newest first."""
    rows = list(SafetyPlan.objects.filter(client_id=client_id).order_by("-number"))
    names = names_by_id(row.created_by for row in rows)
    return [_plan(row, names) for row in rows]


def _plan(row: SafetyPlan, names: dict[UUID, str]) -> Plan:
    return Plan(
        id=row.pk,
        client_id=row.client_id,
        number=row.number,
        facts=plan_facts(json.loads(row.content) if row.content else {}),
        saved_at=row.created_at,
        saved_by=row.created_by,
        saved_by_name=_name(names, row.created_by),
        looked_at_on=row.looked_at_on,
    )


def plan_facts(content: dict[str, list[str] | str]) -> SafetyPlanFacts:
    """Her plan from what was stored or typed: trimmed lines, empty ones left out."""

    def lines(key: str) -> tuple[str, ...]:
        told = content.get(key, [])
        several = told.splitlines() if isinstance(told, str) else told
        return tuple(line.strip() for line in several if line.strip())

    reason = content.get("reason_to_live", "")
    return SafetyPlanFacts(
        **{key: lines(key) for key in PLAN_LISTS},
        reason_to_live=(reason if isinstance(reason, str) else "\n".join(reason)).strip(),
    )


def plan_review_dates(ids: Iterable[UUID]) -> dict[UUID, date]:
    """When the safety plan of each client that has one is looked at again; two statements."""
    wanted = set(ids)
    alerts_on = last_alert_on_by_client(wanted)
    plans = SafetyPlan.objects.filter(client_id__in=wanted).order_by("number")
    return {
        client_id: plan_review_due_on(
            looked_at_on, clock.local(saved_at).date(), alerts_on.get(client_id)
        )
        for client_id, looked_at_on, saved_at in plans.values_list(
            "client_id", "looked_at_on", "created_at"
        )
    }


# Imported answers to look at


@dataclass(frozen=True)
class OpenReview:
    """An imported answer somebody should look at."""

    id: UUID
    client_id: UUID
    client_name: str
    answered_on: date
    administration_id: UUID
    instrument: str
    question: str
    answer: str


def review_or_404(review_id: UUID) -> ReviewTask:
    """The review task with this id."""
    found = ReviewTask.objects.select_related("client").filter(pk=review_id).first()
    if found is None:
        raise Http404("No such review.")
    return found


def about_review(review_id: UUID, **_parts: object) -> About:
    """Whom a page about a review task is about."""
    return review_or_404(review_id).about()


def review_tasks_open(ids: Iterable[UUID] | None = None) -> list[OpenReview]:
    """Review tasks not done, oldest answers first; one statement however many."""
    rows = ReviewTask.objects.select_related("client").filter(done_at__isnull=True)
    if ids is not None:
        rows = rows.filter(client_id__in=set(ids))
    return [
        OpenReview(
            id=row.pk,
            client_id=row.client_id,
            client_name=row.client.short_name,
            answered_on=row.answered_on,
            administration_id=row.administration_id,
            instrument=_title_of(row.instrument_id),
            question=question_of(row.instrument_id, row.link_id),
            answer=answer_of(row.instrument_id, row.link_id, row.value),
        )
        for row in rows.order_by("answered_on", "client__search_name", "pk")
    ]
