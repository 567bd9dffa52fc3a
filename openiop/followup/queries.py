"""Questions about afterwards: notes due, calls we owe, what is known of her, meetings."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as say

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.clients.models import Client, Episode
from openiop.clients.queries import contacts_of, stays_of
from openiop.coverage.queries import policies_of
from openiop.discharge.models import FollowUpChoice
from openiop.discharge.queries.leaving import ends_by_episode
from openiop.discharge.queries.plan import choice_of, told_of
from openiop.discharge.queries.visits import facts_of, visits_of
from openiop.domain.contact import how_to_reach
from openiop.domain.discharge.return_door import Known, KnownSaid, still_to_confirm
from openiop.domain.discharge.visits import loop_is_open
from openiop.domain.episode import OPEN_STAGES, Stage, StayEnd
from openiop.domain.followup.answers import (
    CallOutcome,
    CallWhy,
    HowIsIt,
    NoteAnswers,
    PlanHelps,
    Question,
    VisitTold,
    questions_at,
)
from openiop.domain.followup.notes import (
    LinkFacts,
    NoteDue,
    NoteFacts,
    NoteMoment,
    link_is_alive,
    may_send_note,
    moments_open,
)
from openiop.domain.privacy import About
from openiop.domain.words import Channel
from openiop.outbox.queries import card_of, last_number, profile_of
from openiop.privacy.actor import Actor
from openiop.privacy.gate import ties_of
from openiop.referral.queries import told_by_client

from .models import CallOwed, CallTry, CaringNote, Confirmed, Meeting, MeetingAnswer

LONGEST_DAYS = 200
"""After this no note of a stay is due any more."""


# Notes


@dataclass(frozen=True)
class DueNote:
    """A note that is due for a stay."""

    episode: Episode
    due: NoteDue
    choice: FollowUpChoice


def notes_due(day: date) -> list[DueNote]:
    """Notes that are due today for women who asked for them and are not here again; three
    statements, however many."""
    rows = Episode.objects.select_related("client").filter(
        stage=Stage.ENDED, ended_on__gte=day - timedelta(days=LONGEST_DAYS), ended_on__lte=day
    )
    stays = {stay.client_id: stay for stay in rows.order_by("ended_on")}
    choices = {
        row.client_id: row
        for row in FollowUpChoice.objects.filter(client_id__in=list(stays)).order_by("number")
    }
    done: dict[UUID, set[NoteMoment]] = {}
    for episode_id, moment in CaringNote.objects.filter(
        episode_id__in=[stay.pk for stay in stays.values()]
    ).values_list("episode_id", "moment"):
        done.setdefault(episode_id, set()).add(NoteMoment(moment))
    found = []
    for client_id, stay in stays.items():
        choice = choices.get(client_id)
        if choice is None or not choice.wants_notes or stay.ended_on is None:
            continue
        for due in moments_open(stay.ended_on, choice.half_year, done.get(stay.pk, ()), day):
            found.append(DueNote(stay, due, choice))
    return found


def note_facts(due: DueNote) -> NoteFacts:
    """What decides on a note."""
    client_id = due.episode.client_id
    stays = stays_of(client_id)
    ends = ends_by_episode([stay.pk for stay in stays])
    return NoteFacts(
        wants=due.choice.wants_notes,
        channel=Channel(due.choice.channel) if due.choice.channel else None,
        profile=profile_of(client_id),
        has_code=bool(due.choice.code_hash),
        has_died=StayEnd.DIED in ends.values(),
        is_here=any(stay.stage in OPEN_STAGES for stay in stays),
    )


def waits_for_a_safe_time(due: DueNote) -> bool:
    """Whether the only thing in the way is the hour: then it waits, while it is due."""
    decision = may_send_note(note_facts(due), clock.local_now())
    return decision.codes == ("outside_times",) and clock.today() < due.due.until_on


def questions_of(note: CaringNote) -> tuple[Question, ...]:
    """What a note asks her now: about a first visit only while none has taken place."""
    is_open = loop_is_open(facts_of(visits_of(note.episode_id)))
    return questions_at(NoteMoment(note.moment), is_open)


def link_key(nonce: str) -> str:
    """A digest of a link that cannot be made without our secret."""
    seed = f"followup.link:{nonce}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), seed, sha256).hexdigest()


def signed(nonce: str) -> str:
    """The part of the address that opens a note: signed, and naming nobody."""
    return Signer(sep=".", salt="followup.link").sign(nonce)


def note_of_link(link: str) -> CaringNote | None:
    """The note a link was made for; None for anything that we did not sign."""
    try:
        nonce = Signer(sep=".", salt="followup.link").unsign(link)
    except BadSignature:
        return None
    rows = CaringNote.objects.select_related("client", "episode")
    return rows.filter(link_key=link_key(nonce)).first()


def address_of(link: str) -> str:
    """The address that goes into a note."""
    return settings.ADDRESS + reverse("public:hello", args=[link])


def is_alive(note: CaringNote) -> bool:
    """Whether the link of a note still opens."""
    choice = choice_of(note.client_id)
    profile = profile_of(note.client_id)
    facts = LinkFacts(
        until_on=note.until_on,
        used=note.answered_at is not None,
        stopped=note.stopped_at is not None,
        contact_number=note.contact_number,
        contact_number_now=last_number(note.client_id),
        wrong_codes=note.wrong_codes,
        device_is_safe=not (profile.device_shared or profile.device_flagged),
        wants_now=bool(choice and choice.wants_notes),
    )
    return link_is_alive(facts, clock.today())


def note_with(note_id: str) -> CaringNote | None:
    """The note with this id."""
    try:
        found = UUID(note_id)
    except ValueError:
        return None
    return CaringNote.objects.select_related("client", "episode").filter(pk=found).first()


def pack(answers: NoteAnswers) -> str:
    """As stored."""
    return json.dumps(
        {
            "how": str(answers.how or ""),
            "visit": str(answers.visit or ""),
            "plan": str(answers.plan or ""),
            "words": answers.words,
            "call_me": answers.call_me,
        }
    )


def unpack(stored: str) -> NoteAnswers:
    """From what is stored."""
    told = json.loads(stored) if stored else {}
    return NoteAnswers(
        how=HowIsIt(told["how"]) if told.get("how") else None,
        visit=VisitTold(told["visit"]) if told.get("visit") else None,
        plan=PlanHelps(told["plan"]) if told.get("plan") else None,
        words=told.get("words", ""),
        call_me=told.get("call_me", False),
    )


@dataclass(frozen=True)
class NoteLine:
    """One note as staff see it."""

    moment: NoteMoment
    due_on: date
    state: str
    """"out", "answered", "over", "not_sent" or "call"."""
    why_not: str
    answers: NoteAnswers
    answered_at: datetime | None


def notes_of(client_id: UUID) -> list[NoteLine]:
    """Her notes, newest first; one statement."""
    today = clock.today()
    rows = CaringNote.objects.filter(client_id=client_id).order_by("-due_on")
    return [_line(row, today) for row in rows]


def _line(row: CaringNote, today: date) -> NoteLine:
    if row.answered_at is not None:
        state = "answered"
    elif row.why_not:
        state = "not_sent"
    elif not row.link_key:
        state = "call"
    else:
        state = "out" if today <= row.until_on and row.stopped_at is None else "over"
    return NoteLine(
        NoteMoment(row.moment),
        row.due_on,
        state,
        row.why_not,
        unpack(row.answers),
        row.answered_at,
    )


# Calls we owe


@dataclass(frozen=True)
class CallLine:
    """A call we owe, or one that was made."""

    call: CallOwed
    client: Client
    owner: str
    words: str
    tries: int
    late: bool
    done_name: str

    @property
    def why(self) -> CallWhy:
        """Why she is called."""
        return CallWhy(self.call.why)

    @property
    def outcome(self) -> CallOutcome | None:
        """What became of it."""
        return CallOutcome(self.call.outcome) if self.call.outcome else None


def calls_owed(reader: Actor, *, whole_site: bool) -> list[CallLine]:
    """Every open call within reach, the soonest first; constant statements."""
    rows = CallOwed.objects.select_related("client").filter(done_at__isnull=True)
    found = list(rows.order_by("due_at", "pk"))
    if not whole_site:
        hers = ties_of(reader)
        found = [row for row in found if row.client_id in hers or row.owner_id == reader.id]
    return _lines(found)


def wants_back() -> list[CallLine]:
    """Women who were here, asked to come back, and wait for our call, the soonest first."""
    rows = CallOwed.objects.select_related("client").filter(
        done_at__isnull=True, why=CallWhy.COMING_BACK
    )
    return _lines(list(rows.order_by("due_at", "pk")))


def calls_made(reader: Actor, *, whole_site: bool) -> list[CallLine]:
    """Calls of the last two weeks that are done, newest first; constant statements."""
    since = clock.now() - timedelta(days=14)
    rows = CallOwed.objects.select_related("client").filter(done_at__gte=since)
    if not whole_site:
        rows = rows.filter(client_id__in=ties_of(reader))
    return _lines(list(rows.order_by("-done_at")[:50]))


def calls_of(client_id: UUID) -> list[CallLine]:
    """Every call we owed her, newest first."""
    rows = CallOwed.objects.select_related("client").filter(client_id=client_id)
    return _lines(list(rows.order_by("-from_at")))


def _lines(rows: list[CallOwed]) -> list[CallLine]:
    names = names_by_id(id_ for row in rows for id_ in (row.owner_id, row.done_by))
    tries: dict[UUID, int] = {}
    ids = [row.pk for row in rows]
    for call_id in CallTry.objects.filter(call_id__in=ids).values_list("call_id", flat=True):
        tries[call_id] = tries.get(call_id, 0) + 1
    now = clock.now()
    return [
        CallLine(
            call=row,
            client=row.client,
            owner=names.get(row.owner_id, ""),
            words=row.words,
            tries=tries.get(row.pk, 0),
            late=row.done_at is None and row.due_at < now,
            done_name=names.get(row.done_by, "") if row.done_by else "",
        )
        for row in rows
    ]


def call_or_404(call_id: UUID) -> CallOwed:
    """The call with this id."""
    found = CallOwed.objects.select_related("client").filter(pk=call_id).first()
    if found is None:
        raise Http404("No such call.")
    return found


def about_call(call_id: UUID, **_: object) -> About:
    """Whom a call is about."""
    return call_or_404(call_id).about()


def open_call_of(client_id: UUID) -> CallOwed | None:
    """A call we owe her, so that her page can say so."""
    rows = CallOwed.objects.filter(client_id=client_id, done_at__isnull=True)
    return rows.order_by("due_at").first()


# The door back


@dataclass(frozen=True)
class KnownLine:
    """Something we know of her from before, and what she says of it now."""

    known: Known
    lines: tuple[str, ...]
    href: str
    said: KnownSaid | None
    words: str
    by: str


@dataclass(frozen=True)
class DoorPage:
    """What is known of a woman who wants to come back."""

    client: Client
    stay: Episode | None
    """Her last stay."""
    end: StayEnd | None
    stays: int
    is_here: bool
    lines: tuple[KnownLine, ...]
    to_confirm: tuple[Known, ...]
    notes: tuple[NoteLine, ...]
    calls: tuple[CallLine, ...]


def door_page(client: Client) -> DoorPage:
    """Everything that need not be asked again; constant statements."""
    stays = stays_of(client.pk)
    ended = [stay for stay in stays if stay.stage is Stage.ENDED]
    last = ended[-1] if ended else None
    said = _said(last)
    names = names_by_id(row.created_by for row in said.values())
    known = _known(client, last)
    lines = tuple(
        KnownLine(
            each,
            words,
            href,
            KnownSaid(said[each].said) if each in said else None,
            said[each].words if each in said else "",
            names.get(said[each].created_by, "") if each in said else "",
        )
        for each, (words, href) in known.items()
        if words
    )
    return DoorPage(
        client=client,
        stay=last,
        end=ends_by_episode([last.pk]).get(last.pk) if last else None,
        stays=len(stays),
        is_here=any(stay.stage in OPEN_STAGES for stay in stays),
        lines=lines,
        to_confirm=still_to_confirm([line.known for line in lines], list(said)),
        notes=tuple(notes_of(client.pk)),
        calls=tuple(calls_of(client.pk)),
    )


def _said(last: Episode | None) -> dict[Known, Confirmed]:
    if last is None:
        return {}
    rows = Confirmed.objects.filter(after_episode=last).order_by("number")
    return {Known(row.known): row for row in rows}


def next_confirmed_number(episode: Episode) -> int:
    """The number the next thing confirmed gets."""
    return Confirmed.objects.filter(after_episode=episode).count() + 1


def _known(client: Client, last: Episode | None) -> dict[Known, tuple[tuple[str, ...], str]]:
    card = card_of(client.pk)
    form = told_by_client(client.pk)
    people = [line for line in contacts_of(client.pk) if not line.told.keep_away]
    reach = tuple(
        say(line.text).format(**{name: _shown(each) for name, each in line.params.items()})
        for line in how_to_reach(card.profile, clock.local_now())
        if line.channel is not None
    )
    told = told_of(last) if last is not None else None
    after = {each.element: each.lines for each in told.elements} if told else {}
    plan_page = reverse("discharge:plan", args=[last.pk]) if last else ""
    story = (form.reason, form.goal) if form else ()
    return {
        Known.REACH: (
            (*(part for part in (card.phone, card.email) if part), *reach),
            reverse("day:contact", args=[client.pk]),
        ),
        Known.PEOPLE: (
            tuple(
                " · ".join(
                    part
                    for part in (
                        line.told.name,
                        say(line.told.relation.label),
                        say("may be told") if line.standing_releases else "",
                    )
                    if part
                )
                for line in people
            ),
            reverse("health:people", args=[client.pk]),
        ),
        Known.COVERAGE: (tuple(_payers(client.pk)), ""),
        Known.DIAGNOSES: (
            tuple(f"{row.diagnosis.title} ({row.diagnosis.code})" for row in told.diagnoses)
            if told
            else (),
            reverse("health:health", args=[client.pk]),
        ),
        Known.MEDICATIONS: (
            (
                *(f"{row.name} {row.dose}".strip() for row in told.medications),
                *(say("Allergic to {what}").format(what=row.to) for row in told.allergies.standing),
            )
            if told
            else (),
            reverse("health:health", args=[client.pk]),
        ),
        Known.SAFETY_PLAN: (
            tuple(
                f"{say(step.heading)}: {', '.join(step.lines)}"
                for step in told.safety_plan.steps
                if step.lines
            )
            if told and told.safety_plan
            else (),
            reverse("desk:plan", args=[client.pk]),
        ),
        Known.GOALS: (
            tuple(goal.her_words for goal in told.goals) if told else (),
            reverse("plans:plan", args=[client.pk]),
        ),
        Known.SKILLS: (
            next((lines for each, lines in after.items() if each == "skills"), ()),
            plan_page,
        ),
        Known.STORY: (tuple(part for part in story if part), ""),
        Known.AFTERCARE: (
            tuple(
                f"{say(each.label)}: {'; '.join(lines)}"
                for each, lines in after.items()
                if lines and each in ("early_signs", "supports", "work", "return")
            ),
            plan_page,
        ),
    }


def _shown(value: object) -> object:
    return say(value.label) if hasattr(value, "label") else value


def _payers(client_id: UUID) -> Iterable[str]:
    for line in policies_of(client_id):
        yield line.told.payer


# Meetings


@dataclass(frozen=True)
class MeetingLine:
    """A meeting, and whether she comes or how many do."""

    meeting: Meeting
    comes: bool | None
    coming: int


def meetings_ahead(client_id: UUID | None = None) -> list[MeetingLine]:
    """Meetings that lie ahead, the next one first; two statements."""
    rows = list(
        Meeting.objects.filter(starts_at__gte=clock.now(), canceled_at__isnull=True).order_by(
            "starts_at", "pk"
        )
    )
    newest: dict[tuple[UUID, UUID], bool] = {}
    answers = MeetingAnswer.objects.filter(meeting_id__in=[row.pk for row in rows])
    for meeting_id, who, comes in answers.order_by("number").values_list(
        "meeting_id", "client_id", "comes"
    ):
        newest[meeting_id, who] = comes
    return [
        MeetingLine(
            row,
            newest.get((row.pk, client_id)) if client_id else None,
            sum(comes for (meeting_id, _who), comes in newest.items() if meeting_id == row.pk),
        )
        for row in rows
    ]


def meeting_or_404(meeting_id: UUID) -> Meeting:
    """The meeting with this id."""
    found = Meeting.objects.filter(pk=meeting_id).first()
    if found is None:
        raise Http404("No such meeting.")
    return found


def about_meeting(meeting_id: UUID, **_: object) -> About:
    """A meeting is about nobody."""
    return meeting_or_404(meeting_id).about()
