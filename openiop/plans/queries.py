"""Questions about plans of care: what stands, what is owed, where plan and notes do not meet."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Max
from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.care.models import Goal, Note
from openiop.care.queries.goals import goals_by_client
from openiop.clients.models import Client, Episode
from openiop.clients.queries import client_or_404, episode_of
from openiop.coverage.queries import rules_by_client
from openiop.domain.care.clocks import (
    DocumentationClocks,
    PlanDates,
    PlanDue,
    physician_due,
    plan_due,
)
from openiop.domain.care.plan import (
    PHYSICIAN_PAYERS,
    PLAN_RULES,
    SECTIONS,
    PlanBody,
    PlanFacts,
    PlanKind,
    PlannedGoal,
    Signer,
    Thread,
    golden_thread,
    owed_signatures,
    plan_from,
    plan_gaps,
    render_plan,
    without_entry,
)
from openiop.domain.decision import Decision
from openiop.domain.episode import days_in
from openiop.domain.measures.picture import is_drawn
from openiop.domain.privacy import About
from openiop.measures.queries import instruments_here, own_forms_here
from openiop.programs.queries import clocks_here

from .models import PlanReview, PlanSignature, PlanVersion, PlanWish


def plan_or_404(plan_id: UUID) -> PlanVersion:
    """A version of a plan."""
    plan = PlanVersion.objects.select_related("client").filter(pk=plan_id).first()
    if plan is None:
        raise Http404("No such plan.")
    return plan


def about_plan(plan_id: UUID, **_: object) -> About:
    """Whom a version of a plan is about."""
    return plan_or_404(plan_id).about()


def wish_or_404(wish_id: UUID) -> PlanWish:
    """Something she said about her plan."""
    wish = PlanWish.objects.select_related("client").filter(pk=wish_id).first()
    if wish is None:
        raise Http404("No such words.")
    return wish


def about_wish(wish_id: UUID, **_: object) -> About:
    """Whom words about a plan are about."""
    return wish_or_404(wish_id).about()


def newest_plan(client_id: UUID) -> PlanVersion | None:
    """The newest version of her plan, in writing or signed."""
    rows = PlanVersion.objects.select_related("client").filter(client_id=client_id)
    return rows.order_by("-number").first()


def newest_plans(ids: Iterable[UUID]) -> dict[UUID, PlanVersion]:
    """The newest version of each client's plan; one statement."""
    rows = PlanVersion.objects.filter(client_id__in=list(ids)).order_by("client_id", "number")
    return {row.client_id: row for row in rows}


def next_number(client_id: UUID) -> int:
    """The number of her next version."""
    top = PlanVersion.objects.filter(client_id=client_id).aggregate(top=Max("number"))["top"]
    return (top or 0) + 1


def body_of(plan: PlanVersion | None, goals: Collection[Goal] | None = None) -> PlanBody:
    """What a version says; one in writing follows her goals as they are opened and ended."""
    body = plan_from(json.loads(plan.body)) if plan and plan.body else PlanBody()
    if plan is not None:
        body = replace(body, kind=str(plan.kind))
        if plan.frozen_at is not None:
            return body
    return body if goals is None else _with_goals(body, goals)


def _with_goals(body: PlanBody, goals: Collection[Goal]) -> PlanBody:
    """A plan with her open goals, and without those that ended."""
    open_ids = {str(goal.pk) for goal in goals}
    for goal in body.goals:
        if goal.id not in open_ids:
            body = without_entry(body, "goals", goal.id)
    known = {goal.id for goal in body.goals}
    added = tuple(
        PlannedGoal(str(goal.pk), goal.her_words, goal.our_words)
        for goal in goals
        if str(goal.pk) not in known
    )
    return replace(body, goals=(*body.goals, *added))


def body_now(client_id: UUID) -> PlanBody:
    """Her plan as a change would begin: the newest version with the goals that are open now."""
    goals = goals_by_client([client_id])[client_id]
    newest = newest_plan(client_id)
    if newest is None or newest.frozen_at is None:
        return body_of(newest, goals)
    return _with_goals(body_of(newest), goals)


def entry_of(body: PlanBody, section: str, entry_id: str) -> object | None:
    """One line of a plan."""
    if section not in SECTIONS:
        raise Http404("No such part of a plan.")
    return next((each for each in getattr(body, section) if each.id == entry_id), None)


def mark_of(value: object) -> str:
    """A fingerprint of what was on the page, to notice that it changed meanwhile."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:20] if value is not None else ""


def measures_here() -> dict[str, str]:
    """Questionnaires a goal may be seen by, the site's own among them, by their short names."""
    return {of.id: of.short_title for of in instruments_here().values() if is_drawn(of)}


def measures_to_choose() -> dict[str, str]:
    """Those a goal may be seen by from now on: forms that are given no more are left out."""
    retired = {id_ for id_, own in own_forms_here().items() if own.is_retired}
    return {id_: title for id_, title in measures_here().items() if id_ not in retired}


def text_of(plan: PlanVersion, body: PlanBody) -> str:
    """The plan as it is shown and signed."""
    begun = clock.local(plan.changed_at or plan.created_at).date()
    name = f"{plan.client.chosen_name} {plan.client.last_name}".strip()
    return render_plan(body, PlanFacts(name, plan.number, begun, measures_here()))


def signed_by(plan: PlanVersion) -> frozenset[str]:
    """Who has signed a version."""
    rows = PlanSignature.objects.filter(plan=plan).values_list("who", flat=True)
    return frozenset(str(who) for who in rows)


# By when


def plan_dates(stays: Iterable[Episode], day: date) -> dict[UUID, PlanDates]:
    """For each stay the dates the plan's clock looks at; constant statements."""
    by_client = {stay.client_id: stay for stay in stays}
    payers = rules_by_client(by_client, day)
    signed: dict[UUID, dict[UUID, dict[str, date]]] = defaultdict(lambda: defaultdict(dict))
    kinds: dict[UUID, str] = {}
    rows = PlanSignature.objects.filter(plan__client_id__in=list(by_client)).values_list(
        "plan__client_id", "plan_id", "plan__kind", "who", "dated_on"
    )
    for client_id, plan_id, kind, who, on in rows:
        if on >= by_client[client_id].starts_on:
            signed[client_id][plan_id][str(who)] = on
            kinds[plan_id] = str(kind)
    reviewed: dict[UUID, date] = {}
    looks = PlanReview.objects.filter(plan__client_id__in=list(by_client)).order_by("reviewed_at")
    for client_id, at in looks.values_list("plan__client_id", "reviewed_at"):
        reviewed[client_id] = clock.local(at).date()
    return {
        client_id: _dates(
            stay, signed[client_id], kinds, reviewed.get(client_id), payers[client_id].id
        )
        for client_id, stay in by_client.items()
    }


def _dates(
    stay: Episode,
    signed: Mapping[UUID, Mapping[str, date]],
    kinds: Mapping[UUID, str],
    reviewed_on: date | None,
    payer: str,
) -> PlanDates:
    staff = [each[Signer.STAFF] for each in signed.values() if Signer.STAFF in each]
    full = [
        max(each[Signer.STAFF], each[Signer.CLIENT])
        for plan_id, each in signed.items()
        if kinds[plan_id] == PlanKind.FULL and Signer.STAFF in each and Signer.CLIENT in each
    ]
    physician = [each[Signer.PHYSICIAN] for each in signed.values() if Signer.PHYSICIAN in each]
    looked = [*full, *([reviewed_on] if reviewed_on else [])]
    return PlanDates(
        starts_on=stay.starts_on,
        first_signed_on=min(staff, default=None),
        full_signed_on=min(full, default=None),
        reviewed_on=max(looked, default=None),
        needs_physician=payer in PHYSICIAN_PAYERS,
        physician_signed_on=max(physician, default=None),
    )


def plans_due(stays: Iterable[Episode], day: date) -> dict[UUID, PlanDue]:
    """What each client's plan needs next and by when; constant statements."""
    clocks = clocks_here()
    return {
        client_id: _first_due(dates, clocks) for client_id, dates in plan_dates(stays, day).items()
    }


def _first_due(dates: PlanDates, clocks: DocumentationClocks) -> PlanDue:
    owed = [plan_due(dates, clocks)]
    if (physician := physician_due(dates, clocks)) is not None:
        owed.append(physician)
    return min(owed, key=lambda each: each.due_on)


# One client's plan


@dataclass(frozen=True)
class Signed:
    """A signature under a version."""

    who: Signer
    name: str
    on: date
    content_hash: str


@dataclass(frozen=True)
class PastVersion:
    """A version before the newest."""

    plan: PlanVersion
    signed: tuple[Signed, ...]


@dataclass(frozen=True)
class PlanPage:
    """Her plan with everything around it."""

    client: Client
    plan: PlanVersion | None
    body: PlanBody
    text: str
    signed: tuple[Signed, ...]
    owed: tuple[Signer, ...]
    gaps: Decision
    thread: Thread
    due: PlanDue | None
    physician: PlanDue | None
    worked_on: dict[str, int]
    notes_without_goal: tuple[Note, ...]
    wishes: tuple[PlanWish, ...]
    reviews: tuple[PlanReview, ...]
    before: tuple[PastVersion, ...]
    names: dict[UUID, str] = field(default_factory=dict)

    @property
    def is_signed(self) -> bool:
        """Whether the newest version is frozen."""
        return self.plan is not None and self.plan.frozen_at is not None

    @property
    def mark(self) -> str:
        """The fingerprint of the text on the page."""
        return mark_of(self.text)


def plan_page(client_id: UUID, day: date) -> PlanPage:
    """One client's plan; a constant number of statements."""
    client, newest = client_or_404(client_id), newest_plan(client_id)
    goals = goals_by_client([client_id])[client_id]
    body = body_of(newest, goals)
    stay = episode_of(client_id, day)
    dates = plan_dates([stay], day).get(client_id) if stay else None
    signatures: dict[UUID, list[Signed]] = defaultdict(list)
    for row in PlanSignature.objects.filter(plan__client_id=client_id).order_by("signed_at"):
        signatures[row.plan_id].append(
            Signed(Signer(row.who), row.name, row.dated_on, row.content_hash)
        )
    signed = tuple(signatures[newest.pk]) if newest else ()
    without = _notes_without_goal(client_id, day)
    clocks = clocks_here()
    worked_on = _worked_on(client_id, day)
    rows = PlanVersion.objects.defer("body_sealed").filter(client_id=client_id)
    reviews = tuple(
        PlanReview.objects.filter(plan__client_id=client_id).order_by("-reviewed_at")[:5]
    )
    wishes = tuple(PlanWish.objects.filter(client_id=client_id).order_by("-said_at")[:20])
    days_here = days_in(stay.starts_on, day, stay.ended_on) if stay else 0
    return PlanPage(
        client=client,
        plan=newest,
        body=body,
        text=text_of(newest, body) if newest else "",
        signed=signed,
        owed=owed_signatures(
            frozenset(str(each.who) for each in signed),
            dates is not None and dates.needs_physician,
        ),
        gaps=plan_gaps(body),
        thread=golden_thread(body, worked_on, len(without), days_here),
        due=plan_due(dates, clocks) if dates else None,
        physician=physician_due(dates, clocks) if dates else None,
        worked_on=worked_on,
        notes_without_goal=without,
        wishes=wishes,
        reviews=reviews,
        before=tuple(
            PastVersion(row, tuple(signatures[row.pk]))
            for row in rows.order_by("-number")
            if newest is None or row.pk != newest.pk
        ),
        names=names_by_id(
            [each.reviewed_by for each in reviews]
            + [each.replied_by for each in wishes if each.replied_by]
        ),
    )


def _lately(day: date) -> date:
    return day - timedelta(days=PLAN_RULES.worked_on_within_days)


def _worked_on(client_id: UUID, day: date) -> dict[str, int]:
    """How many signed notes of the last days were about each goal."""
    rows = Note.objects.filter(
        client_id=client_id,
        signed_at__isnull=False,
        struck_at__isnull=True,
        session__on__gt=_lately(day),
        goal__isnull=False,
    )
    counted = rows.values("goal_id").annotate(times=Count("pk")).values_list("goal_id", "times")
    return {str(goal_id): times for goal_id, times in counted}


def _notes_without_goal(client_id: UUID, day: date) -> tuple[Note, ...]:
    rows = Note.objects.filter(
        client_id=client_id,
        signed_at__isnull=False,
        struck_at__isnull=True,
        session__on__gt=_lately(day),
        goal__isnull=True,
    )
    found = rows.select_related("session").defer("body_sealed")
    return tuple(found.order_by("-session__starts_at")[:20])


@dataclass(frozen=True)
class PlanBrief:
    """Her plan in a few lines."""

    number: int
    is_signed: bool
    owed: tuple[Signer, ...]
    due: PlanDue | None
    wishes: int
    """Words of hers that wait for an answer."""


def plan_brief(client_id: UUID, day: date) -> PlanBrief:
    """Her plan in a few lines, for her chart."""
    newest, stay = newest_plan(client_id), episode_of(client_id, day)
    dates = plan_dates([stay], day).get(client_id) if stay else None
    owed = owed_signatures(
        signed_by(newest) if newest else frozenset(), dates is not None and dates.needs_physician
    )
    return PlanBrief(
        number=newest.number if newest else 0,
        is_signed=newest is not None and newest.frozen_at is not None,
        owed=owed,
        due=_first_due(dates, clocks_here()) if dates else None,
        wishes=PlanWish.objects.filter(client_id=client_id, replied_at__isnull=True).count(),
    )


def newest_signed(client_id: UUID) -> PlanVersion | None:
    """The newest version her clinician signed: what she sees and signs."""
    rows = PlanVersion.objects.select_related("client").filter(
        client_id=client_id, frozen_at__isnull=False
    )
    return rows.order_by("-number").first()


def signatures_of(plan: PlanVersion) -> list[PlanSignature]:
    """The signatures of one version, in order of time."""
    return list(PlanSignature.objects.filter(plan=plan).order_by("signed_at"))
