"""What a client's own pages show. Every question here is asked for the signed-in client alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as say

from openiop.accounts.queries import names_by_id
from openiop.admission.queries.before import open_stay, start_plan_of
from openiop.admission.queries.papers import papers_of
from openiop.admission.queries.waiting import OfferLine, her_offer
from openiop.base import clock
from openiop.care.models import Goal
from openiop.care.queries.goals import goals_by_client
from openiop.clients.models import Client
from openiop.clients.queries import client_or_404, comes_remote, coming_days, episode_of
from openiop.course.queries.course import ClientCourse, course_of_client
from openiop.day.models import Visit
from openiop.day.queries.door import VisitLine, visit_of
from openiop.day.queries.hours import week_hours
from openiop.day.queries.needs import NeedLine, needs_of_client
from openiop.domain.care.plan import Objective, PlanBody, Signer
from openiop.domain.consent import ConsentKind
from openiop.domain.contact import home_question_in_person, may_contact, next_safe_time
from openiop.domain.day.attendance import hours_in_words
from openiop.domain.measures.asking import (
    Way,
    may_be_answered,
    next_question,
    question_before,
)
from openiop.domain.measures.check_in_path import Step, steps, where_she_left
from openiop.domain.measures.daily_checkin import DAILY_CHECKIN
from openiop.domain.measures.instrument import Instrument, Item
from openiop.domain.measures.picture import is_drawn_for_her
from openiop.domain.measures.registry import INSTRUMENTS
from openiop.domain.privacy import About
from openiop.domain.safety import is_after_hours, next_monitored
from openiop.domain.safety_rules import SafetyRules
from openiop.domain.text import _
from openiop.domain.today import (
    MainThing,
    TodayFacts,
    main_thing,
    may_say_she_is_away,
    next_coming_day,
)
from openiop.domain.words import Channel, SessionKind
from openiop.measures.models import Administration
from openiop.measures.presenters import DO_IT_TOGETHER
from openiop.measures.queries import (
    CheckInBrief,
    Words,
    checkins_on,
    form_of,
    forms_due,
    instruments_here,
    known_here,
    letters_here,
    minutes_here,
    standing_answers,
    under_review,
)
from openiop.outbox.queries import profile_of
from openiop.plans.models import PlanVersion, PlanWish
from openiop.plans.queries import body_of, newest_signed, signatures_of, text_of
from openiop.practice.actions.after import VERY_HIGH_AFTER
from openiop.practice.queries.hers import this_week
from openiop.practice.queries.load import NOTHING_NOW, Around, around_now
from openiop.privacy.actor import Actor
from openiop.programs.queries import program
from openiop.safety.models import Alert
from openiop.safety.queries.alerts import alerts_of_client
from openiop.safety.queries.plans import Plan, hides_headings, plan_of
from openiop.safety.queries.times import rules_here
from openiop.schedule.models import Session
from openiop.schedule.queries import LostLine, lost_places, sessions_of_client
from openiop.timetable.queries.offers import her_offers

LOOK_AHEAD = timedelta(days=13)
WEEK_ASKED_FROM = 2
"""From Wednesday on her week is offered to tell on her day; elsewhere always."""

LOOK_TOGETHER = _("I would like to look together at how it is going.")
"""What a tap of hers says to the team; kept as it stands here, and said to her in her language."""

"""The forms she may be asked, by the letter in the address: her browser's history tells nothing."""


def about_herself(**_parts: object) -> About:
    """Pages of her own are about nobody else; whose they are comes from who is signed in."""
    return About()


def client_of(actor: Actor) -> Client:
    """The client who is signed in."""
    if actor.client_id is None:
        raise Http404("Nobody's own page.")
    return client_or_404(actor.client_id)


# Today


@dataclass(frozen=True)
class Planned:
    """One thing on her day."""

    starts_at: datetime
    ends_at: datetime
    on: date
    what: str
    room: str
    with_names: tuple[str, ...]
    by_video: bool
    kind: SessionKind
    stands_in_for: str = ""
    """Whom somebody else leads it for, by name."""
    canceled: bool = False

    @property
    def is_running(self) -> bool:
        """Whether it has begun."""
        return self.starts_at <= clock.now()


@dataclass(frozen=True)
class Asked:
    """What she asked for, and who heard it."""

    need: NeedLine
    taken_by: str
    answered_by: str

    @property
    def words(self) -> str:
        """Her own words, or ours that she tapped."""
        ours = (LOOK_TOGETHER, DO_IT_TOGETHER, VERY_HIGH_AFTER)
        return say(self.need.words) if self.need.words in ours else self.need.words


@dataclass(frozen=True)
class WaitsForHer:
    """What she may answer when she likes: a place on offer, papers to read."""

    offer: OfferLine | None
    papers: int
    times: int = 0
    """Other times for a session of her own she has not answered."""


def waits_for_her(client_id: UUID) -> WaitsForHer:
    """An offer that stands, and how many papers she has not answered; constant statements.

    Papers are counted on her way in, and once she signs them here: whoever came before us signed
    hers on paper, and is not asked again.
    """
    papers, stay = papers_of(client_id), open_stay(client_id)
    signs_here = stay is None or any(line.newest for line in papers)
    to_read = [
        line
        for line in papers
        if not line.is_answered
        and (line.kind is not ConsentKind.TELEHEALTH or _comes_by_video(client_id))
    ]
    times = sum(not line.is_agreed for line in her_offers(client_id))
    return WaitsForHer(her_offer(client_id), len(to_read) if signs_here else 0, times)


def _comes_by_video(client_id: UUID) -> bool:
    plan, today = start_plan_of(client_id), clock.today()
    return (plan is not None and plan.remote) or client_id in comes_remote(today, [client_id])


@dataclass(frozen=True)
class TodayPage:
    """Her day at a glance."""

    client: Client
    day: date
    next: Planned | None
    later: tuple[Planned, ...]
    main: MainThing
    visit: VisitLine
    may_tell_away: bool
    check_in: CheckInBrief | None
    asked: tuple[Asked, ...]
    forms: tuple[Instrument, ...]
    phone: str
    next_day: date | None
    lost: tuple[LostLine, ...] = ()
    """Places for a child, a baby or a ride that fell away in the coming days."""
    around: Around = NOTHING_NOW
    """The session she may say something about right now."""
    tells_week: bool = False
    """She has not told this week in her own words yet."""

    @property
    def joins_by_video(self) -> bool:
        """Whether something by video is still to come for her today."""
        is_over = self.visit.away_at is not None or self.visit.left_at is not None
        coming = self.next is not None and self.next.on == self.day and self.next.by_video
        return coming and not is_over


def today_page(actor: Actor) -> TodayPage:
    """What happens today, and what she does first."""
    client = client_of(actor)
    day, now = clock.today(), clock.now()
    visit = visit_of(client.pk, day)
    planned = planned_for(client.pk, day, day + LOOK_AHEAD)
    check_in = checkins_on(day, [client.pk]).get(client.pk)
    forms = [form for form in forms_due(client.pk, day) if may_be_answered(form, Way.PHONE)]
    days = {each.on for each in planned}
    facts = TodayFacts(
        expected=day in days,
        away=visit.away_at is not None,
        left=visit.left_at is not None,
        arrived=visit.arrived_at is not None,
        last_ends_at=max((p.ends_at for p in planned if p.on == day), default=None),
        check_in_begun=check_in is not None,
        check_in_finished=check_in is not None and check_in.finished,
        forms_due=len(forms),
    )
    is_done = facts.away or facts.left
    ahead = [p for p in planned if p.ends_at > now and not (is_done and p.on == day)]
    upcoming = [p for p in ahead if p.kind is not SessionKind.BREAK]
    here = program()
    return TodayPage(
        client=client,
        day=day,
        next=upcoming[0] if upcoming else None,
        later=tuple(p for p in upcoming[1:] if p.on == day),
        main=main_thing(facts),
        visit=visit,
        may_tell_away=may_say_she_is_away(facts, now),
        check_in=check_in,
        asked=asked_today(client.pk, day),
        forms=tuple(forms),
        phone=here.on_call_phone if here else "",
        next_day=next_coming_day(days, day),
        lost=tuple(lost_places([client.pk])),
        around=NOTHING_NOW if is_done else around_now(client.pk),
        tells_week=day.weekday() >= WEEK_ASKED_FROM and this_week(client.pk) is None,
    )


def asked_today(client_id: UUID, day: date) -> tuple[Asked, ...]:
    """What she asked for on a day, with the names of those who took it."""
    needs = needs_of_client(client_id, day)
    names = names_by_id(id_ for need in needs for id_ in (need.taken_by, need.answered_by))
    return tuple(
        Asked(
            need,
            names.get(need.taken_by, "") if need.taken_by else "",
            names.get(need.answered_by, "") if need.answered_by else "",
        )
        for need in needs
    )


def planned_for(
    client_id: UUID, first: date, last: date, *, with_canceled: bool = False
) -> list[Planned]:
    """Her sessions with room and the names of who leads them, in order of time."""
    sessions = sessions_of_client(client_id, first, last, with_canceled=with_canceled)
    people = (id_ for s in sessions for id_ in (s.lead_id, s.co_lead_id, s.covers_for_id))
    names = names_by_id(people)
    by_video = client_id in comes_remote(first, [client_id])
    return [_planned(session, names, by_video) for session in sessions]


def _planned(session: Session, names: dict[UUID, str], by_video: bool) -> Planned:
    who = (names.get(id_, "") for id_ in (session.lead_id, session.co_lead_id) if id_)
    return Planned(
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        on=session.on,
        what=session.name,
        room=session.room.name if session.room else "",
        with_names=tuple(name for name in who if name),
        by_video=by_video,
        kind=session.kind,
        stands_in_for=names.get(session.covers_for_id, "") if session.covers_for_id else "",
        canceled=session.canceled_at is not None,
    )


def next_days_of(client_id: UUID) -> tuple[date, ...]:
    """The days on which she comes, from today on."""
    day = clock.today()
    return tuple(sorted(coming_days(day, day + LOOK_AHEAD, [client_id]).get(client_id, set())))


# Check-in and forms


@dataclass(frozen=True)
class CheckIn:
    """Where she is in today's check-in."""

    client: Client
    form: Administration | None
    answers: dict[str, int | None]
    home_in_person: bool

    @property
    def steps(self) -> tuple[Step, ...]:
        """The pages as far as her answers lead."""
        return steps(self.answers, home_in_person=self.home_in_person)

    @property
    def next_step(self) -> Step:
        """The page she goes on with."""
        return where_she_left(self.answers, home_in_person=self.home_in_person)

    @property
    def is_finished(self) -> bool:
        """Whether she has sent it."""
        return self.form is not None and self.form.finished_at is not None

    def step(self, code: str) -> Step | None:
        """The page with this code, if her answers lead to it."""
        return next((step for step in self.steps if step.code == code), None)

    def before(self, step: Step) -> Step | None:
        """The page before."""
        at = self.steps.index(step)
        return self.steps[at - 1] if at else None


def check_in_of(actor: Actor) -> CheckIn:
    """Today's check-in of the signed-in client, begun or not."""
    client = client_of(actor)
    form = form_of(client.pk, DAILY_CHECKIN.id, clock.today())
    return CheckIn(
        client=client,
        form=form,
        answers=standing_answers(form.pk) if form else {},
        home_in_person=home_question_in_person(profile_of(client.pk)),
    )


@dataclass(frozen=True)
class FormPage:
    """Where she is in one of the longer forms."""

    letter: str
    client: Client
    instrument: Instrument
    form: Administration | None
    answers: dict[str, int | None]

    @property
    def count(self) -> int:
        """How many questions it has."""
        return len(self.instrument.items)

    @property
    def is_first(self) -> bool:
        """Whether no form of hers was finished before, in this stay."""
        return not has_finished_a_form(self.client.pk)

    @property
    def next_number(self) -> int | None:
        """The first question she has neither answered nor skipped; None when there is none."""
        return next_question(self.instrument, self.answers)

    def number_before(self, number: int) -> int | None:
        """The question asked before this one."""
        return question_before(self.instrument, self.answers, number)

    @property
    def is_finished(self) -> bool:
        """Whether it was finished today."""
        return self.form is not None and self.form.finished_at is not None

    @property
    def waits(self) -> bool:
        """A safety concern of hers is under review: what she began may be finished, no other."""
        return self.form is None and bool(under_review([self.client.pk]))

    def item(self, number: int) -> Item:
        """A question by its number."""
        if not 1 <= number <= self.count:
            raise Http404("No such question.")
        return self.instrument.items[number - 1]


def form_page(actor: Actor, letter: str) -> FormPage:
    """Today's form of the signed-in client by its letter, begun or not."""
    kind = known_here(letters_here().get(letter, ""))
    if kind is None or kind.id not in minutes_here() or not may_be_answered(kind, Way.PHONE):
        raise Http404("No such form.")
    client = client_of(actor)
    form = form_of(client.pk, kind.id, clock.today())
    answers = standing_answers(form.pk) if form else {}
    return FormPage(letter=letter, client=client, instrument=kind, form=form, answers=answers)


def has_finished_a_form(client_id: UUID) -> bool:
    """Whether she has finished a form in her stay, other than the check-in."""
    stay = episode_of(client_id, clock.today())
    rows = Administration.objects.filter(client_id=client_id, finished_at__isnull=False)
    rows = rows.filter(instrument_id__in=letters_here().values())
    return (rows.filter(on__gte=stay.starts_on) if stay else rows).exists()


def letter_of(kind: Instrument) -> str:
    """The letter a form has in addresses."""
    return next(letter for letter, id_ in letters_here().items() if id_ == kind.id)


def next_form(actor: Actor) -> Instrument | None:
    """The next form that is asked of her today."""
    page = today_page(actor)
    return page.forms[0] if page.forms else None


# The page that thanks her for telling us


@dataclass(frozen=True)
class Reading:
    """Whether somebody reads what she sends, and when."""

    now: bool
    rules: SafetyRules
    next_at: datetime


def reading_now() -> Reading:
    """Whether somebody reads at this moment, by the program's hours."""
    rules, here = rules_here(), clock.local_now()
    return Reading(not is_after_hours(here, rules), rules, next_monitored(here, rules))


@dataclass(frozen=True)
class WithYou:
    """What she reads after telling us something hard."""

    client: Client
    alert: Alert
    is_home: bool
    """She said that where she stays is not safe."""
    said: str
    """Her answer to "Are you safe right now?", when she gave one."""
    asked_to_call: bool
    reading: Reading
    may_call: bool
    """There is a time at which she said a call is safe."""
    may_call_now: bool
    phone: str
    plan: Plan | None
    on_site: bool


def with_you(client: Client, form: Administration | None, link_id: str) -> WithYou | None:
    """The page after a hard answer; None when there is nothing of the kind."""
    if form is None:
        return None
    alert = Alert.objects.filter(client=client, administration_id=form.pk, link_id=link_id).first()
    if alert is None:
        return None
    line = next((one for one in alerts_of_client(client.pk) if one.id == alert.pk), None)
    profile, here = profile_of(client.pk), program()
    local = clock.local_now()
    return WithYou(
        client=client,
        alert=alert,
        is_home=link_id == "safe_home",
        said=str(line.she_said or "") if line else "",
        asked_to_call=bool(line and line.asked_to_call),
        reading=reading_now(),
        may_call=next_safe_time(profile, Channel.CALL, local) is not None,
        may_call_now=bool(may_contact(profile, Channel.CALL, local)),
        phone=here.on_call_phone if here else "",
        plan=plan_of(client.pk),
        on_site=alert.on_site,
    )


# My week


@dataclass(frozen=True)
class WeekDay:
    """One day on which she comes."""

    on: date
    planned: tuple[Planned, ...]
    was_here: bool
    away: bool


@dataclass(frozen=True)
class WeekPage:
    """This week and the next, her days only."""

    today: date
    days: tuple[WeekDay, ...]
    next_days: tuple[WeekDay, ...]
    hours: Words


def week_page(actor: Actor) -> WeekPage:
    """When she comes and what each group is about."""
    client = client_of(actor)
    today = clock.today()
    monday = today - timedelta(days=today.weekday())
    sunday = monday + timedelta(days=6)
    last = sunday + timedelta(days=7)
    planned = planned_for(client.pk, monday, last, with_canceled=True)
    coming = coming_days(monday, last, [client.pk]).get(client.pk, set())
    visits = {
        visit.on: visit
        for visit in Visit.objects.filter(client_id=client.pk, on__gte=monday, on__lte=last)
    }
    remote = {on for on, visit in visits.items() if visit.remote}
    days = [
        _week_day(day, planned, visits.get(day), day in remote)
        for day in sorted(coming | {p.on for p in planned})
    ]
    text, params = hours_in_words(week_hours([client.pk], today)[client.pk])
    return WeekPage(
        today=today,
        days=tuple(day for day in days if day.on <= sunday),
        next_days=tuple(day for day in days if day.on > sunday),
        hours=Words(text, params),
    )


def _week_day(day: date, planned: list[Planned], visit: Visit | None, remote: bool) -> WeekDay:
    hers = (p for p in planned if p.on == day and p.kind is not SessionKind.BREAK)
    return WeekDay(
        on=day,
        planned=tuple(replace(p, by_video=True) if remote else p for p in hers),
        was_here=visit is not None and visit.arrived_at is not None,
        away=visit is not None and visit.away_at is not None and visit.arrived_at is None,
    )


# How it's going


def course_of(actor: Actor) -> ClientCourse:
    """Her finished forms over time; a form she never finished is not there."""
    return course_of_client(client_of(actor).pk, clock.today(), for_her=True)


def progress_letter(kind: str) -> str:
    """The letter a form has on the page about how it is going: no name of it in the address."""
    known = next((letter for letter, id_ in letters_here().items() if id_ == kind), "")
    return known or f"m{list(INSTRUMENTS).index(kind)}"


def latest_result(actor: Actor, letter: str) -> Administration:
    """The result a comment of hers is about: always her own newest."""
    kinds = [
        of.id
        for of in instruments_here().values()
        if is_drawn_for_her(of) and progress_letter(of.id) == letter
    ]
    found = (
        Administration.objects.filter(
            client_id=client_of(actor).pk, instrument_id__in=kinds, finished_at__isnull=False
        )
        .order_by("-on", "-sequence")
        .first()
    )
    if found is None:
        raise Http404("No result yet.")
    return found


def therapist_name(client_id: UUID) -> str:
    """Who holds her care, by name."""
    stay = episode_of(client_id, clock.today())
    id_ = stay.therapist_id if stay else None
    return names_by_id([id_]).get(id_, "") if id_ else ""


# My plan


@dataclass(frozen=True)
class PlanPage:
    """What we work on, and what she does when it gets hard."""

    client: Client
    plan: Plan | None
    goals: tuple[str, ...]
    therapist: str
    hides_headings: bool
    """Plain numbers instead of headings: others may see her phone."""
    agreed: Agreed


@dataclass(frozen=True)
class GoalOfHers:
    """A goal as she reads it: her words, the steps, what she practices."""

    id: str
    words: str
    steps: tuple[Objective, ...]
    practices: tuple[str, ...]


@dataclass(frozen=True)
class Agreed:
    """The plan her clinician signed, what she said about it, and whether it waits for her name."""

    goals: tuple[GoalOfHers, ...]
    version: PlanVersion | None
    signed_by_her_on: date | None
    said: tuple[PlanWish, ...]

    @property
    def waits_for_her(self) -> bool:
        """Whether she has not signed it yet."""
        return self.version is not None and self.signed_by_her_on is None


SAID_SHOWN = 6


def agreed_plan(client_id: UUID, goals: Iterable[Goal]) -> Agreed:
    """Her open goals with the steps of the plan her clinician signed; nothing still in writing."""
    version = newest_signed(client_id)
    body = body_of(version) if version else PlanBody()
    hers = [row for row in signatures_of(version) if row.who == Signer.CLIENT] if version else []
    return Agreed(
        goals=tuple(
            GoalOfHers(
                id=str(goal.pk),
                words=goal.her_words,
                steps=body.objectives_of(str(goal.pk)),
                practices=tuple(
                    dict.fromkeys(
                        step.practice for step in body.objectives_of(str(goal.pk)) if step.practice
                    )
                ),
            )
            for goal in goals
            if goal.ended_on is None
        ),
        version=version,
        signed_by_her_on=hers[0].dated_on if hers else None,
        said=tuple(PlanWish.objects.filter(client_id=client_id).order_by("-said_at")[:SAID_SHOWN]),
    )


def plan_text(client_id: UUID) -> str:
    """The plan as it stands for her to read and sign."""
    version = newest_signed(client_id)
    return text_of(version, body_of(version)) if version else ""


def plan_page(actor: Actor) -> PlanPage:
    """Her safety plan and her goals, in her own words."""
    client = client_of(actor)
    goals = goals_by_client([client.pk]).get(client.pk, [])
    return PlanPage(
        client=client,
        plan=plan_of(client.pk),
        goals=tuple(goal.her_words for goal in goals if goal.ended_on is None),
        therapist=therapist_name(client.pk),
        hides_headings=hides_headings(client.pk),
        agreed=agreed_plan(client.pk, goals),
    )
