"""What is known about a woman before day one, gathered for the rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import Http404

from openiop.accounts.models import Membership
from openiop.accounts.queries import names_by_id
from openiop.admission.models import (
    Admission,
    ItemMark,
    ItemOwner,
    LessCareYes,
    StartPlan,
    WaitlistEntry,
)
from openiop.assessment.queries.battery import baseline
from openiop.assessment.queries.level import LevelNow, level_facts
from openiop.base import clock
from openiop.clients.models import Client, Episode
from openiop.clients.queries import contacts_of
from openiop.coverage.queries import coverage_facts
from openiop.domain.admission import (
    ADMISSION_RULES,
    AdmissionFacts,
    Item,
    Line,
    MarkKind,
    checklist,
    may_admit,
)
from openiop.domain.coverage.benefits import Answer
from openiop.domain.decision import Decision
from openiop.domain.episode import OPEN_STAGES
from openiop.domain.measures.cssrs_screener import CSSRS_SCREENER, triage
from openiop.domain.measures.instrument import ScreenLevel
from openiop.domain.measures.schedule import AskedBy
from openiop.domain.privacy import Role
from openiop.domain.referral import CareNow, PracticalNeed, ReferralForm, Source
from openiop.measures.models import Administration
from openiop.measures.queries import standing_answers
from openiop.outbox.queries import profile_of
from openiop.referral.models import Referral
from openiop.referral.queries import form_of, referral_of_client
from openiop.safety.queries.alerts import open_alerts
from openiop.safety.queries.plans import plan_of
from openiop.schedule.models import PlaceBooking

from .papers import answered_by

SCREENS = (CSSRS_SCREENER.id,)
"""What counts as a suicide screen."""
LOOKED_AT = 5
"""A screen that was broken off does not count; so many are looked at."""


def start_plan_of(client_id: UUID) -> StartPlan | None:
    """Her first weeks as they are planned now."""
    rows = StartPlan.objects.select_related("track").filter(client_id=client_id)
    return rows.order_by("-number").first()


def newest_marks(client_id: UUID) -> dict[Item, ItemMark]:
    """The newest word about each item."""
    rows = ItemMark.objects.filter(client_id=client_id).order_by("number")
    return {row.item: row for row in rows}


def yes_to_less(level: LevelNow | None) -> LessCareYes | None:
    """What a named clinician said to the level that holds."""
    if level is None:
        return None
    return LessCareYes.objects.filter(level_id=level.level_id).order_by("-number").first()


def came_from_hospital(referral: Referral | None, told: ReferralForm | None) -> bool:
    """Whether she comes out of a hospital."""
    if referral is None or told is None:
        return False
    return referral.source is Source.HOSPITAL or told.care_now is CareNow.HOSPITAL


def _newest_screen(client_id: UUID) -> tuple[date, bool] | None:
    """When a suicide screen was last asked to its end, and whether it had a yes."""
    rows = Administration.objects.filter(
        client_id=client_id, instrument_id__in=SCREENS, finished_at__isnull=False
    )
    for row in rows.order_by("-on", "-sequence")[:LOOKED_AT]:
        answers = standing_answers(row.pk)
        if triage(answers).level is not ScreenLevel.INCOMPLETE:
            return row.on, any(value == 1 for value in answers.values())
    return None


def admission_facts(client: Client, day: date) -> AdmissionFacts:
    """Everything the rule asks about her, for a first day on `day`; constant statements."""
    pk, today = client.pk, clock.today()
    referral, plan, level = referral_of_client(pk), start_plan_of(pk), level_facts(pk)
    told = form_of(referral) if referral else None
    needs = told.needs if told else frozenset()
    money, contacts = coverage_facts(pk, day), contacts_of(pk)
    said, screen = yes_to_less(level), _newest_screen(pk)
    booked = set(
        PlaceBooking.objects.filter(client_id=pk, until_on__isnull=True).values_list(
            "kind", flat=True
        )
    )
    begun = today - timedelta(days=ADMISSION_RULES.screen_days - 1)
    return AdmissionFacts(
        safe_contact_asked=profile_of(pk).asked,
        suicide_screen_on=screen[0] if screen else None,
        alert_waits=any(alert.disposition is None for alert in open_alerts([pk])),
        recommended=level.recommended if level else None,
        chosen=level.chosen if level else None,
        clinician_said_yes=said is not None and said.agrees,
        answered=answered_by(pk),
        remote=plan.remote if plan else PracticalNeed.REMOTE in needs,
        has_emergency_contact=any(line.told.is_emergency for line in contacts),
        pays_herself=money.pays_herself,
        coverage_verified=money.has_policy and bool(money.verified) and bool(money.letters),
        authorization_needed=money.authorization is not Answer.NO,
        is_authorized=money.is_authorized,
        order_needed=money.order_needed,
        forms_missing=tuple(
            form.form.short_title
            for form in baseline(pk, begun, today)
            if form.asked_by is AskedBy.HERSELF and form.done_on is None and not form.declined
        ),
        safety_plan_needed=screen is not None and screen[1],
        has_safety_plan=plan_of(pk) is not None,
        has_release=any(line.standing_releases for line in contacts),
        from_hospital=came_from_hospital(referral, told),
        needs_childcare=bool(needs & {PracticalNeed.CHILDCARE, PracticalNeed.INFANT}),
        has_childcare=bool(booked & {"childcare", "infant"}),
        needs_transport=PracticalNeed.TRANSPORT in needs,
        has_transport="transport" in booked,
        has_schedule=plan is not None and plan.starts_on >= today and bool(plan.group_ids),
        day_one_person=plan is not None and plan.day_one_id is not None,
        marks={item: row.mark for item, row in newest_marks(pk).items()},
    )


@dataclass(frozen=True)
class ItemLine:
    """One line of the list before day one, with who sees to it and what was said."""

    line: Line
    owner: str
    """A name; empty: the role sees to it."""
    mark: ItemMark | None
    marked_by: str

    @property
    def why(self) -> str:
        """What was said about it last."""
        return self.mark.why if self.mark else ""

    @property
    def may_undo(self) -> bool:
        """Whether a word by hand can be taken back."""
        return self.mark is not None and self.mark.mark is not MarkKind.OPEN


@dataclass(frozen=True)
class ReadyPage:
    """Ready to start? Everything on one page."""

    client: Client
    referral: Referral | None
    told: ReferralForm | None
    plan: StartPlan | None
    level: LevelNow | None
    yes: LessCareYes | None
    items: tuple[ItemLine, ...]
    decision: Decision
    names: dict[UUID, str]
    episode: Episode | None
    waits: WaitlistEntry | None
    has_sign_in: bool

    @property
    def open_items(self) -> list[ItemLine]:
        """What is missing, stops first."""
        missing = [each for each in self.items if each.line.is_missing]
        order = {"stop": 0, "waivable": 1, "later": 2}
        return sorted(missing, key=lambda each: order[each.line.rule.kind.value])

    @property
    def settled_items(self) -> list[ItemLine]:
        """What is there, waived or not needed."""
        return [each for each in self.items if not each.line.is_missing]


def ready_page(client: Client) -> ReadyPage:
    """What is still missing before day one, with owners."""
    plan, level = start_plan_of(client.pk), level_facts(client.pk)
    day = plan.starts_on if plan else clock.today()
    facts = admission_facts(client, day)
    marks, yes = newest_marks(client.pk), yes_to_less(level)
    owners = {
        row.item: row.staff_id for row in ItemOwner.objects.filter(client=client).order_by("number")
    }
    people = [row.created_by for row in marks.values()] + list(owners.values())
    if plan:
        people += [id_ for id_ in (plan.therapist_id, plan.day_one_id) if id_]
    if yes:
        people.append(yes.created_by)
    names = names_by_id(people)
    referral = referral_of_client(client.pk)
    return ReadyPage(
        client=client,
        referral=referral,
        told=form_of(referral) if referral else None,
        plan=plan,
        level=level,
        yes=yes,
        items=tuple(
            ItemLine(
                line=line,
                owner=names.get(owners[line.item], "") if line.item in owners else "",
                mark=marks.get(line.item),
                marked_by=names.get(marks[line.item].created_by, "") if line.item in marks else "",
            )
            for line in checklist(facts, day)
        ),
        decision=may_admit(facts, day),
        names=names,
        episode=open_stay(client.pk),
        waits=WaitlistEntry.objects.filter(client=client, ended_at__isnull=True).first(),
        has_sign_in=Membership.objects.filter(client_id=client.pk, role=Role.CLIENT).exists(),
    )


def open_stay(client_id: UUID) -> Episode | None:
    """Her stay that is admitted, running or on leave."""
    rows = Episode.objects.select_related("track", "client")
    return rows.filter(client_id=client_id, stage__in=OPEN_STAGES).first()


def admission_of(episode_id: UUID) -> Admission | None:
    """How a stay was opened."""
    rows = Admission.objects.select_related("start_plan")
    return rows.filter(episode_id=episode_id).first()


@dataclass(frozen=True)
class OnTheWay:
    """A woman who is accepted and has not started, as the list shows her."""

    client: Client
    accepted_at: datetime
    starts_on: date | None
    waits_since: date | None

    @property
    def days(self) -> int:
        """How long ago intake accepted her."""
        return (clock.today() - clock.local(self.accepted_at).date()).days


def on_the_way() -> list[OnTheWay]:
    """Everybody accepted who has no open stay and whose referral did not end; four statements."""
    rows = Referral.objects.filter(client_id__isnull=False).exclude(state__in=("ended", "admitted"))
    accepted = {row.client_id: row.accepted_at for row in rows.only("client_id", "accepted_at")}
    ids = list(accepted)
    here = set(
        Episode.objects.filter(client_id__in=ids, stage__in=OPEN_STAGES).values_list(
            "client_id", flat=True
        )
    )
    plans = dict(
        StartPlan.objects.filter(client_id__in=ids)
        .order_by("number")
        .values_list("client_id", "starts_on")
    )
    waits = dict(
        WaitlistEntry.objects.filter(client_id__in=ids, ended_at__isnull=True).values_list(
            "client_id", "since_on"
        )
    )
    clients = Client.objects.filter(pk__in=[id_ for id_ in ids if id_ not in here])
    found = [
        OnTheWay(each, at, plans.get(each.pk), waits.get(each.pk))
        for each in clients
        if (at := accepted[each.pk]) is not None
    ]
    return sorted(found, key=lambda each: (each.starts_on or date.max, each.accepted_at))


def plan_or_404(client_id: UUID) -> StartPlan:
    """Her start plan."""
    found = start_plan_of(client_id)
    if found is None:
        raise Http404("No start is planned.")
    return found
