"""Questions about alerts, private checks and safety plans."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.http import Http404

from openiop.accounts.models import Membership
from openiop.accounts.queries import names_by_id, staff_with_role
from openiop.base import clock
from openiop.clients.models import Client, Episode
from openiop.clients.queries import (
    coming_days,
    episode_of,
    fewer_days_since,
    stays_begun_by_client,
)
from openiop.domain.answering import AnsweredFacts, Answering, answering, was_late
from openiop.domain.contact import home_question_in_person
from openiop.domain.incident import IncidentKind
from openiop.domain.measures.check_in_path import is_met_with_words
from openiop.domain.measures.instrument import Instrument
from openiop.domain.measures.registry import INSTRUMENTS
from openiop.domain.privacy import About, Permission, Reach, Role, reach_of
from openiop.domain.risk_assessment import (
    Access,
    AssessmentFacts,
    Ideation,
    Intent,
    Means,
    PlanState,
    floor_of,
    level_that_holds,
    needs_cosign,
)
from openiop.domain.safety import (
    SAFETY_RULES,
    Disposition,
    SafetyPlanFacts,
    SafetyRules,
    plan_gaps,
)
from openiop.domain.safety import Action as Deed
from openiop.domain.safety_plan import PlanReview, PlanReviewFacts, plan_reviews
from openiop.domain.safety_said import SheSaid
from openiop.domain.safety_times import changed_times, times_from, version_of
from openiop.domain.staff_call import CallBy, OnCall, is_on_call, on_call_now
from openiop.domain.text import _
from openiop.domain.words import Level
from openiop.outbox.queries import (
    CallLine,
    calls_about,
    calls_not_through,
    profile_of,
    staff_contacts,
)
from openiop.privacy.actor import SYSTEM_ID, Actor
from openiop.privacy.gate import ties_of
from openiop.programs.queries import LOOK_AHEAD_DAYS, program
from openiop.schedule.queries import sessions_of_client

from .models import (
    Alert,
    AlertStep,
    Incident,
    MeansTalk,
    OnCallShift,
    PlanCover,
    PrivateCheck,
    ReviewTask,
    RiskAssessment,
    SafetyPlan,
    SafetyTimes,
)

WHOLE_SCREEN = "screen"
"""The link id of an alert that rests on a screen a clinician asked, not on one answer."""

OWNER_ROLES = (
    *(Role.CLINICAL_LEAD, Role.DIRECTOR, Role.THERAPIST, Role.PRESCRIBER, Role.FACILITATOR),
    *(Role.INTAKE, Role.FRONT_DESK),
)
"""Who is asked in turn when she has no therapist: an alert is never nobody's."""

ON_CALL_ROLES = (
    *(Role.CLINICAL_LEAD, Role.DIRECTOR, Role.THERAPIST, Role.PRESCRIBER, Role.FACILITATOR),
)
"""Who may be on call: those who may answer an alert."""

PLAN_LISTS = (
    *("warning_signs", "coping", "people_and_places"),
    *("people_to_ask", "professionals", "safer_surroundings"),
)
PLAN_HEADINGS = dict(
    zip((*PLAN_LISTS, "reason_to_live"), plan_gaps(SafetyPlanFacts()), strict=True)
)
"""The six steps and the seventh line, in order, with the words above them."""


def rules_here() -> SafetyRules:
    """The safety rules that hold now: the program's own times, once it has set any."""
    version = SafetyTimes.objects.filter(starts_at__lte=clock.now()).order_by("-number").first()
    return times_from(version.times, version.number) if version else rules_before_any_version()


def rules_of(rule_id: str) -> SafetyRules:
    """The rules as they were when they set an alert's clock."""
    number = version_of(rule_id)
    version = SafetyTimes.objects.filter(number=number).first() if number else None
    return times_from(version.times, version.number) if version else rules_before_any_version()


def rules_before_any_version() -> SafetyRules:
    """The rules as shipped, with the hours in which this program reads."""
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


@dataclass(frozen=True)
class TimesVersion:
    """One version of the program's own times, with what it changed."""

    number: int
    rules: SafetyRules
    starts_at: datetime
    set_at: datetime
    set_by_name: str
    why: str
    changed: tuple[str, ...]
    """Names of the times that differ from the version before."""
    holds: bool


def times_history() -> list[TimesVersion]:
    """Every version of the program's own times, newest first; three statements."""
    rows = list(SafetyTimes.objects.order_by("number"))
    names = names_by_id(row.created_by for row in rows)
    now, before = clock.now(), rules_before_any_version()
    held = [row.number for row in rows if row.starts_at <= now]
    found = []
    for row in rows:
        rules = times_from(row.times, row.number)
        found.append(
            TimesVersion(
                number=row.number,
                rules=rules,
                starts_at=row.starts_at,
                set_at=row.created_at,
                set_by_name=_name(names, row.created_by),
                why=row.why,
                changed=changed_times(before, rules),
                holds=row.number == max(held, default=0),
            )
        )
        before = rules
    return found[::-1]


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


def on_call_ids() -> tuple[UUID, ...]:
    """Who is on call now; one statement."""
    today = clock.today()
    rows = OnCallShift.objects.filter(from_on__lte=today).order_by("created_at", "pk")
    return on_call_now([_shift(row) for row in rows], clock.local_now())


def _shift(row: OnCallShift) -> OnCall:
    return OnCall(
        staff_id=row.staff_id,
        weekdays=frozenset(row.weekdays),
        starts=time.fromisoformat(row.starts),
        ends=time.fromisoformat(row.ends),
        from_on=row.from_on,
        until_on=row.until_on,
    )


@dataclass(frozen=True)
class ShiftLine:
    """One line of the on-call list."""

    id: UUID
    name: str
    shift: OnCall
    is_now: bool
    way: CallBy | None
    """How she is called; None when she has set no way."""


def on_call_list() -> list[ShiftLine]:
    """Every shift not over, in order; three statements however many."""
    now = clock.local_now()
    rows = OnCallShift.objects.exclude(until_on__lt=now.date()).order_by("starts", "created_at")
    shifts = [(row.pk, _shift(row)) for row in rows]
    ids = [shift.staff_id for _pk, shift in shifts]
    names, contacts = names_by_id(ids), staff_contacts(ids)
    return [
        ShiftLine(
            id=pk,
            name=_name(names, shift.staff_id),
            shift=shift,
            is_now=is_on_call(shift, now),
            way=contacts[shift.staff_id].way if shift.staff_id in contacts else None,
        )
        for pk, shift in shifts
    ]


def shift_or_404(shift_id: UUID) -> OnCallShift:
    """The shift with this id."""
    found = OnCallShift.objects.filter(pk=shift_id).first()
    if found is None:
        raise Http404("No such shift.")
    return found


def about_shift(shift_id: UUID, **_parts: object) -> About:
    """A shift is about no client."""
    shift_or_404(shift_id)
    return About()


def staff_who_answer() -> list[tuple[UUID, str]]:
    """Everybody who may be put on the on-call list, by name."""
    ids = {pk for role in ON_CALL_ROLES for pk in staff_with_role(role)}
    return sorted(names_by_id(ids).items(), key=lambda pair: pair[1].casefold())


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


FormLookup = Callable[[str], Instrument | None]
_lookup: list[FormLookup] = [INSTRUMENTS.get]


def look_up_forms_by(lookup: FormLookup) -> None:
    """The floor above keeps the forms a site brought itself, and says how they are found."""
    _lookup[:] = [lookup]


def _form(instrument_id: str) -> Instrument | None:
    return _lookup[0](instrument_id)


def needs_a_person(alert: Alert, value: int | None) -> bool:
    """Whether an answer still is one a clinician must see; a screen as a whole always is."""
    shipped = _form(alert.instrument_id)
    items = [item for item in shipped.items if item.link_id == alert.link_id] if shipped else []
    if not items:
        return True
    critical = items[0].critical
    return value is not None and critical is not None and critical.is_met(value)


def _title_of(instrument_id: str) -> str:
    shipped = _form(instrument_id)
    return shipped.short_title if shipped else ""


def answer_of(instrument_id: str, link_id: str, value: int | None) -> str:
    """An answer in the words of its questionnaire."""
    shipped = _form(instrument_id)
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
    calls: tuple[tuple[str, CallLine], ...] = ()
    """Whom we called who was not signed in, by name, and what came of it."""
    assessments: tuple[AssessmentLine, ...] = ()
    """Made since it was opened, newest first."""


def alert_page(alert_id: UUID) -> AlertPage:
    """One alert with its evidence and every step."""
    row = alert_or_404(alert_id)
    steps = list(AlertStep.objects.filter(alert=row).order_by("-sequence"))
    calls = calls_about(row.pk)
    people = [step.by for step in steps] + [step.to_id for step in steps]
    names = names_by_id(people + [call.staff_id for call in calls])
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
        saw_support_page=is_met_with_words(
            row.instrument_id, row.link_id, evidence.value, _form(row.instrument_id)
        ),
        calls=tuple((_name(names, call.staff_id), call) for call in calls),
        assessments=tuple(
            each for each in assessments_of(row.client_id) if each.made_at >= row.opened_at
        ),
    )


def last_deed(alert: Alert) -> Deed | None:
    """What was done about an alert since it was last opened; being in touch with her outweighs."""
    codes = AlertStep.objects.filter(alert=alert, kind="did", at__gte=alert.opened_at)
    deeds = [Deed(code) for code in codes.order_by("sequence").values_list("code", flat=True)]
    met = [deed for deed in deeds if deed.met_her]
    return next(reversed(met or deeds), None)


def steps_taken(alert: Alert) -> tuple[int, int]:
    """Escalation rungs climbed since the time to answer last began, and in all.

    Counted by their place in the story, not by the time, so that a clock that jumps drops no rung.
    """
    counted = AlertStep.objects.filter(alert=alert, kind="escalated").aggregate(
        since=Count("pk", filter=Q(sequence__gt=alert.from_sequence)), ever=Count("pk")
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
    shipped = _form(instrument_id)
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


def plan_steps_changed(
    standing: Plan | None, typed: dict[str, list[str] | str]
) -> tuple[PlanLines, ...]:
    """The steps in which the version that holds differs from what was typed, as it holds."""
    if standing is None:
        return ()
    mine = plan_facts(typed)
    changed = [step for step in standing.steps if step.lines != getattr(mine, step.key)]
    if standing.reason_to_live != mine.reason_to_live:
        lines = (standing.reason_to_live,) if standing.reason_to_live else ()
        changed.append(PlanLines("reason_to_live", PLAN_HEADINGS["reason_to_live"], lines))
    return tuple(changed)


def plan_review_dates(ids: Iterable[UUID]) -> dict[UUID, date]:
    """When the safety plan of each client that has one is looked at again; constant statements."""
    wanted, day = set(ids), clock.today()
    stays = stays_begun_by_client(wanted, day)
    alerts_on, fewer = last_alert_on_by_client(wanted), fewer_days_since(stays.values(), day)
    plans = SafetyPlan.objects.filter(client_id__in=wanted).order_by("number")
    rules, found = rules_here(), {}
    for client_id, looked_at_on, saved_at in plans.values_list(
        "client_id", "looked_at_on", "created_at"
    ):
        stay, made_on = stays.get(client_id), clock.local(saved_at).date()
        facts = PlanReviewFacts(
            starts_on=stay.starts_on if stay else made_on,
            made_on=made_on,
            looked_at_on=looked_at_on,
            positive_screen_on=alerts_on.get(client_id),
            fewer_days_from_on=fewer.get(stay.pk) if stay else None,
            planned_end_on=stay.planned_end_on if stay else None,
        )
        found[client_id] = min(each.due_on for each in plan_reviews(facts, rules))
    return found


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


# Suicide-risk assessments and the talk about a safer place


@dataclass(frozen=True)
class AssessmentLine:
    """One suicide-risk assessment as pages show it."""

    id: UUID
    client_id: UUID
    client_name: str
    made_at: datetime
    made_by: UUID
    made_by_name: str
    facts: AssessmentFacts
    holds: Level | None
    """The level that holds: below the floor only once a colleague has signed."""
    waits_for_cosign: bool
    cosigned_by_name: str


def assessments_of(client_id: UUID) -> list[AssessmentLine]:
    """Every assessment of a client, newest first; two statements."""
    return _assessments(RiskAssessment.objects.filter(client_id=client_id))


def waiting_for_cosign(ids: Iterable[UUID] | None = None) -> list[AssessmentLine]:
    """Lowered levels nobody else has signed yet, oldest first."""
    rows = RiskAssessment.objects.filter(cosigned_at__isnull=True).exclude(floor="")
    if ids is not None:
        rows = rows.filter(client_id__in=set(ids))
    return [each for each in reversed(_assessments(rows)) if each.waits_for_cosign]


def _assessments(rows: QuerySet[RiskAssessment]) -> list[AssessmentLine]:
    found = list(rows.select_related("client").order_by("-created_at", "-pk"))
    names = names_by_id(
        [row.created_by for row in found] + [row.cosigned_by for row in found if row.cosigned_by]
    )
    return [_assessment_line(row, names) for row in found]


def _assessment_line(row: RiskAssessment, names: dict[UUID, str]) -> AssessmentLine:
    facts = assessment_facts(row)
    return AssessmentLine(
        id=row.pk,
        client_id=row.client_id,
        client_name=row.client.short_name,
        made_at=row.created_at,
        made_by=row.created_by,
        made_by_name=_name(names, row.created_by),
        facts=facts,
        holds=level_that_holds(facts),
        waits_for_cosign=needs_cosign(facts) and not facts.cosigned,
        cosigned_by_name=_name(names, row.cosigned_by),
    )


def assessment_facts(row: RiskAssessment) -> AssessmentFacts:
    """What an assessment holds, as the rule reads it."""
    told = json.loads(row.content) if row.content else {}
    return AssessmentFacts(
        floor=row.floor or None,
        ideation=Ideation(told["ideation"]),
        intent=Intent(told["intent"]),
        plan=PlanState(told["plan"]),
        access=Access(told["access"]),
        protective=told.get("protective", ""),
        level=row.level,
        reasons=told.get("reasons", ""),
        next_step=row.next_step,
        next_on=row.next_on,
        cosigned=row.cosigned_at is not None,
    )


def assessment_or_404(assessment_id: UUID) -> RiskAssessment:
    """The assessment with this id."""
    found = RiskAssessment.objects.select_related("client").filter(pk=assessment_id).first()
    if found is None:
        raise Http404("No such assessment.")
    return found


def about_assessment(assessment_id: UUID, **_parts: object) -> About:
    """Whom a page about an assessment is about."""
    return assessment_or_404(assessment_id).about()


def floor_now(client_id: UUID) -> Level | None:
    """The most urgent level of her open alerts: what an assessment may not simply go below."""
    rows = Alert.objects.filter(client_id=client_id, closed_at__isnull=True)
    return floor_of([Level(level) for level in rows.values_list("level", flat=True)])


@dataclass(frozen=True)
class MeansLine:
    """One talk about a safer place: categories, what is done, who helps, when it is checked."""

    on: date
    by_name: str
    means: tuple[Means, ...]
    plan: str
    helps: str
    recheck_on: date


def means_talks_of(client_id: UUID) -> list[MeansLine]:
    """Every such talk with a client, newest first; two statements."""
    rows = list(MeansTalk.objects.filter(client_id=client_id).order_by("-on", "-created_at"))
    names = names_by_id(row.created_by for row in rows)
    lines = []
    for row in rows:
        told = json.loads(row.content) if row.content else {}
        lines.append(
            MeansLine(
                on=row.on,
                by_name=_name(names, row.created_by),
                means=tuple(Means(each) for each in row.means),
                plan=told.get("plan", ""),
                helps=told.get("helps", ""),
                recheck_on=row.recheck_on,
            )
        )
    return lines


def rechecks_due(day: date, ids: Iterable[UUID] | None = None) -> dict[UUID, date]:
    """Whose safer place is asked about again by a day; the newest talk counts. One statement."""
    rows = MeansTalk.objects.order_by("on", "created_at")
    if ids is not None:
        rows = rows.filter(client_id__in=set(ids))
    newest = dict(rows.values_list("client_id", "recheck_on"))
    return {client_id: on for client_id, on in newest.items() if on <= day}


def reassessments_due(day: date, ids: Iterable[UUID]) -> dict[UUID, date]:
    """Whose risk is asked about again by a day, as her newest assessment said. One statement."""
    rows = RiskAssessment.objects.filter(client_id__in=set(ids)).order_by("created_at", "pk")
    newest = dict(rows.values_list("client_id", "next_on"))
    return {client_id: on for client_id, on in newest.items() if on <= day}


# Safety plans to look at


@dataclass(frozen=True)
class DueReview:
    """A safety plan its owner looks at with her, and why."""

    client_id: UUID
    client_name: str
    therapist_id: UUID | None
    reviews: tuple[PlanReview, ...]
    recheck_on: date | None
    """The safer place is asked about again, when that is due."""
    ask_again_on: date | None
    """Her risk is asked about again, as her last assessment said, when that is due."""

    @property
    def since(self) -> date:
        """The first day on which something was due."""
        days = [each.due_on for each in self.reviews]
        return min([*days, *(on for on in (self.recheck_on, self.ask_again_on) if on)])


def plan_reviews_due(day: date, stays: Iterable[Episode]) -> list[DueReview]:
    """Plans to look at by a day among these stays; constant statements however many."""
    here = {stay.client_id: stay for stay in stays}
    alerts_on = last_alert_on_by_client(here)
    fewer = fewer_days_since(here.values(), day)
    again, asked = rechecks_due(day, here), reassessments_due(day, here)
    plans = {
        client_id: (clock.local(saved_at).date(), looked_at_on)
        for client_id, saved_at, looked_at_on in SafetyPlan.objects.filter(client_id__in=here)
        .order_by("number")
        .values_list("client_id", "created_at", "looked_at_on")
    }
    rules, found = rules_here(), []
    for client_id, stay in here.items():
        made_on, looked_at_on = plans.get(client_id, (None, None))
        facts = PlanReviewFacts(
            starts_on=stay.starts_on,
            made_on=made_on,
            looked_at_on=looked_at_on,
            positive_screen_on=alerts_on.get(client_id),
            fewer_days_from_on=fewer.get(stay.pk),
            planned_end_on=stay.planned_end_on,
        )
        due = tuple(each for each in plan_reviews(facts, rules) if each.due_on <= day)
        if due or client_id in again or client_id in asked:
            found.append(
                DueReview(
                    client_id=client_id,
                    client_name=stay.client.short_name,
                    therapist_id=stay.therapist_id,
                    reviews=due,
                    recheck_on=again.get(client_id),
                    ask_again_on=asked.get(client_id),
                )
            )
    return sorted(found, key=lambda each: (each.since, each.client_name))


def hides_headings(client_id: UUID) -> bool:
    """Whether her plan shows plain numbers: she chose it, or her phone is not hers alone."""
    chosen = PlanCover.objects.filter(client_id=client_id).values_list("hides_headings", flat=True)
    own_choice = chosen.first()
    if own_choice is not None:
        return own_choice
    return home_question_in_person(profile_of(client_id))


# How alerts were answered


@dataclass(frozen=True)
class AnsweredAlert:
    """One alert of the log."""

    id: UUID
    client_id: UUID
    client_name: str
    owner_name: str
    facts: AnsweredFacts
    rule_id: str


@dataclass(frozen=True)
class AnsweringPage:
    """How the alerts of one month were answered."""

    month: date
    """Its first day."""
    whole: Answering
    by_level: tuple[tuple[Level, Answering], ...]
    late: tuple[AnsweredAlert, ...]
    months: tuple[date, ...]
    """Months with an alert, newest first."""


def answering_page(month: date) -> AnsweringPage:
    """The log of a month: counts, medians and every late one; constant statements."""
    first = clock.at(month.replace(day=1), "00:00")
    last = clock.at((month.replace(day=28) + timedelta(days=4)).replace(day=1), "00:00")
    rows = list(
        Alert.objects.select_related("client")
        .filter(opened_at__gte=first, opened_at__lt=last)
        .order_by("opened_at", "pk")
    )
    ids = [row.pk for row in rows]
    climbed = {
        alert_id: (ever, late)
        for alert_id, ever, late in AlertStep.objects.filter(alert_id__in=ids, kind="escalated")
        .values_list("alert_id")
        .annotate(ever=Count("pk"), late_ones=Count("pk", filter=Q(late=True)))
    }
    failed = calls_not_through(ids)
    names = names_by_id(row.owner_id for row in rows)
    now = clock.now()
    told = [
        AnsweredAlert(
            id=row.pk,
            client_id=row.client_id,
            client_name=row.client.short_name,
            owner_name=_name(names, row.owner_id),
            facts=AnsweredFacts(
                level=row.level,
                opened_at=row.opened_at,
                due_at=row.acknowledge_by_at,
                taken_at=row.acknowledged_at,
                escalations=climbed.get(row.pk, (0, 0))[0],
                late_escalations=climbed.get(row.pk, (0, 0))[1],
                calls_failed=failed.get(row.pk, 0),
            ),
            rule_id=row.rule_id,
        )
        for row in rows
    ]
    facts = [each.facts for each in told]
    return AnsweringPage(
        month=month.replace(day=1),
        whole=answering(facts, now),
        by_level=tuple(
            (level, answering([each for each in facts if each.level is level], now))
            for level in Level
            if any(each.level is level for each in facts)
        ),
        late=tuple(each for each in told if was_late(each.facts, now)),
        months=_months_with_alerts(),
    )


def _months_with_alerts() -> tuple[date, ...]:
    opened = Alert.objects.order_by("opened_at").values_list("opened_at", flat=True)
    first, last = opened.first(), opened.last()
    if first is None or last is None:
        return ()
    found, month = [], clock.local(last).date().replace(day=1)
    while month >= clock.local(first).date().replace(day=1):
        found.append(month)
        month = (month - timedelta(days=1)).replace(day=1)
    return tuple(found)


# Incidents


@dataclass(frozen=True)
class IncidentLine:
    """One incident report, for those who may read it."""

    id: UUID
    kind: IncidentKind
    at: datetime
    place: str
    told: dict[str, str]
    """What happened, who was there, what was done at once, who was told."""
    filed_at: datetime
    filed_by_name: str
    follow_up_name: str
    review_by_on: date
    reviewed_at: datetime | None
    reviewed_by_name: str
    review: str

    def is_overdue(self, day: date) -> bool:
        """Whether the review should have been written by now."""
        return self.reviewed_at is None and day > self.review_by_on


def incidents() -> list[IncidentLine]:
    """Every incident report, those not reviewed first, then the newest; two statements."""
    return _incidents(Incident.objects.order_by(F("reviewed_at").asc(nulls_first=True), "-at"))


def incident_line(incident_id: UUID) -> IncidentLine:
    """One incident report."""
    found = _incidents(Incident.objects.filter(pk=incident_id))
    if not found:
        raise Http404("No such report.")
    return found[0]


def _incidents(rows: QuerySet[Incident]) -> list[IncidentLine]:
    found = list(rows)
    people = [row.created_by for row in found] + [row.follow_up_id for row in found]
    names = names_by_id(people + [row.reviewed_by for row in found if row.reviewed_by])
    return [
        IncidentLine(
            id=row.pk,
            kind=row.kind,
            at=row.at,
            place=row.place,
            told=json.loads(row.content) if row.content else {},
            filed_at=row.created_at,
            filed_by_name=_name(names, row.created_by),
            follow_up_name=_name(names, row.follow_up_id),
            review_by_on=row.review_by_on,
            reviewed_at=row.reviewed_at,
            reviewed_by_name=_name(names, row.reviewed_by),
            review=row.review,
        )
        for row in found
    ]


def incident_or_404(incident_id: UUID) -> Incident:
    """The report with this id."""
    found = Incident.objects.filter(pk=incident_id).first()
    if found is None:
        raise Http404("No such report.")
    return found


def about_incident(incident_id: UUID, **_parts: object) -> About:
    """An incident report is in nobody's chart, and so about no client."""
    incident_or_404(incident_id)
    return About()


def staff_here() -> list[tuple[UUID, str]]:
    """Everybody who works here, by name."""
    standing = Membership.objects.filter(ended_on__isnull=True)
    ids = standing.exclude(role__in=(Role.CLIENT, Role.ALUMNA)).values_list("user_id", flat=True)
    return sorted(names_by_id(set(ids)).items(), key=lambda pair: pair[1].casefold())
