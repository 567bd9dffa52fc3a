"""Open alerts, one alert whole, and what was done about it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.clients.models import Client
from openiop.domain.measures.check_in_path import is_met_with_words
from openiop.domain.privacy import About, Permission, Role
from openiop.domain.safety import Action as Deed
from openiop.domain.safety import Disposition
from openiop.domain.safety_said import SheSaid
from openiop.domain.words import Level
from openiop.outbox.queries import CallLine, calls_about
from openiop.privacy.actor import Actor
from openiop.safety.models import Alert, AlertStep, SafetyPlan

from .asked import _form, answer_of, question_of, title_of
from .people import clients_in_reach, name_in
from .risk import AssessmentLine, assessments_of

WHOLE_SCREEN = "screen"
"""The link id of an alert that rests on a screen a clinician asked, not on one answer."""


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
    by_staff: bool = False
    """Staff asked her, or entered what she wrote: she read no page after it."""
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
        EscalationDone(step.to_role, name_in(names, step.to_id), step.at, step.late)
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
        owner_name=name_in(names, alert.owner_id),
        acknowledged_at=alert.acknowledged_at,
        acknowledged_name=name_in(names, alert.acknowledged_by),
        disposition=Disposition(alert.disposition) if alert.disposition else None,
        second_look_on=alert.second_look_on,
        closed_at=alert.closed_at,
        escalations=climbed,
        responsible=tuple(dict.fromkeys(done.name for done in climbed if done.name)),
        she_said=answers[-1] if answers else None,
        asked_to_call=SheSaid.CALL_ME in said,
    )


def read_evidence(alert: Alert) -> Evidence:
    """The stored evidence; what the writer left out is filled from the questionnaire."""
    told = json.loads(alert.evidence) if alert.evidence else {}
    given_at, value = told.get("given_at"), told.get("value")
    return Evidence(
        instrument=told.get("instrument") or title_of(alert.instrument_id),
        question=told.get("question") or question_of(alert.instrument_id, alert.link_id),
        answer=told.get("answer") or answer_of(alert.instrument_id, alert.link_id, value),
        value=value,
        given_at=datetime.fromisoformat(given_at) if given_at else alert.answered_at,
        reason=told.get("reason", ""),
        by_staff=told.get("by_staff", False),
        said_yes_to=tuple(told.get("said_yes_to", ())),
    )


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
                else name_in(names, step.by),
                code=step.code,
                to_role=step.to_role or None,
                to_name=name_in(names, step.to_id),
                late=step.late,
                words=step.words,
            )
            for step in steps
        ),
        last_deed=last_deed(row),
        has_plan=SafetyPlan.objects.filter(client_id=row.client_id).exists(),
        saw_support_page=not evidence.by_staff
        and is_met_with_words(
            row.instrument_id, row.link_id, evidence.value, _form(row.instrument_id)
        ),
        calls=tuple((name_in(names, call.staff_id), call) for call in calls),
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
