"""Questions about letters."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import episode_of, names_of, weekdays_of
from openiop.day.models import Visit
from openiop.domain.letters.letter import (
    LetterBody,
    LetterFact,
    LetterFacts,
    Letterhead,
    LetterKind,
    LetterStatus,
)
from openiop.domain.privacy import About
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import ties_of
from openiop.programs.queries import program
from openiop.schedule.queries import sessions_of_client

from .models import Letter, LetterRead, LetterText

ATTENDED_DAYS = 28
WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)


def letter_or_404(letter_id: UUID) -> Letter:
    """The letter with this id."""
    row = Letter.objects.select_related("client").filter(pk=letter_id).first()
    if row is None:
        raise Http404("No such letter.")
    return row


def about_letter(letter_id: UUID, **_: object) -> About:
    """Whom a letter is about."""
    return letter_or_404(letter_id).about()


def newest_text(letter: Letter) -> LetterText | None:
    """The text that holds."""
    return LetterText.objects.filter(letter=letter).order_by("-number").first()


def has_read(text: LetterText) -> bool:
    """Whether she has read this text."""
    return LetterRead.objects.filter(text=text).exists()


def facts_of(client: Client, say: Callable[[str], str] = str) -> LetterFacts:
    """What the records say about her, as a letter may tell it.

    `say` puts the weekdays into another language.
    """
    today = clock.today()
    stay = episode_of(client.pk, today)
    days = ""
    if stay is not None:
        names = [say(WEEKDAYS[n]) for n in weekdays_of(stay.pk, today)]
        days = ", ".join(names)
        if hours := _hours_of_day(client, today):
            days += f", {hours}" if say is str else f", {hours.replace(' to ', '-')}"
    return LetterFacts(
        full_name=names_of(client).legal,
        since=stay.starts_on if stay else None,
        until=stay.planned_end_on if stay else None,
        days=days,
        attended=Visit.objects.filter(
            client=client,
            arrived_at__isnull=False,
            on__gt=today - timedelta(days=ATTENDED_DAYS),
            on__lte=today,
        ).count(),
    )


def _hours_of_day(client: Client, today: date) -> str:
    coming = sessions_of_client(client.pk, today, today + timedelta(days=7))
    if not coming:
        return ""
    day = coming[0].on
    on_it = [each for each in coming if each.on == day and each.group_id]
    if not on_it:
        return ""
    first, last = clock.local(on_it[0].starts_at), clock.local(on_it[-1].ends_at)
    return f"{first:%H:%M} to {last:%H:%M}"


def body_of(letter: Letter, text: LetterText | None) -> LetterBody:
    """What was chosen; for a new letter nothing that is clinical."""
    if text is None:
        return LetterBody(letter.kind, letter.recipient, facts=frozenset({LetterFact.ATTENDS}))
    told = json.loads(text.choices)
    return LetterBody(
        kind=letter.kind,
        recipient=letter.recipient,
        letterhead=Letterhead(told["letterhead"]),
        facts=frozenset(LetterFact(each) for each in told["facts"]),
        by_hand={LetterFact(name): words for name, words in told["by_hand"].items()},
        ends_with=told.get("ends_with", ""),
    )


def letterhead_lines(head: Letterhead) -> tuple[str, ...]:
    """What stands above a letter."""
    here = program()
    if here is None:
        return ()
    name = here.name if head is Letterhead.PROGRAM else here.neutral_name
    return (name, here.on_call_phone) if head is Letterhead.PROGRAM else (here.on_call_phone,)


@dataclass(frozen=True)
class LetterLine:
    """One letter in a register."""

    id: UUID
    client_id: UUID
    client_name: str
    kind: LetterKind
    status: LetterStatus
    recipient: str
    asked_on: date
    due_on: date
    asked_by: str
    sent_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.status not in (LetterStatus.SENT, LetterStatus.STRUCK)

    @property
    def is_late(self) -> bool:
        """Whether it is open past its day."""
        return self.is_open and self.due_on < clock.today()


def _lines(rows: list[Letter]) -> list[LetterLine]:
    names = names_by_id(row.created_by for row in rows)
    return [
        LetterLine(
            id=row.pk,
            client_id=row.client_id,
            client_name=row.client.short_name,
            kind=row.kind,
            status=row.status,
            recipient=row.recipient,
            asked_on=row.asked_on,
            due_on=row.due_on,
            asked_by=names.get(row.created_by, ""),
            sent_at=row.sent_at,
        )
        for row in rows
    ]


def register(reader: Actor, *, whole_site: bool) -> list[LetterLine]:
    """Every open letter within reach, and those that went out lately; by due date."""
    rows = Letter.objects.select_related("client").filter(
        created_at__gte=clock.now() - timedelta(days=180)
    )
    if not whole_site:
        rows = rows.filter(client_id__in=ties_of(reader))
    return _lines(list(rows.order_by("due_on", "created_at")[:200]))


def letters_of(client_id: UUID) -> list[LetterLine]:
    """Her letters, newest first; two statements."""
    rows = Letter.objects.select_related("client").filter(client_id=client_id)
    return _lines(list(rows.order_by("-created_at")[:100]))


@dataclass(frozen=True)
class LetterPage:
    """One letter with its newest text."""

    letter: Letter
    text: LetterText | None
    number: int
    body: LetterBody
    is_read: bool
    agreed_to_this: bool
    head: tuple[str, ...]
    earlier: int


def letter_page(letter: Letter) -> LetterPage:
    """One letter, as it stands."""
    text = newest_text(letter)
    body = body_of(letter, text)
    return LetterPage(
        letter=letter,
        text=text,
        number=text.number if text else 0,
        body=body,
        is_read=text is not None and has_read(text),
        agreed_to_this=agreed_to(letter, text),
        head=letterhead_lines(body.letterhead),
        earlier=max((text.number if text else 0) - 1, 0),
    )


def agreed_to(letter: Letter, text: LetterText | None) -> bool:
    """Whether her consent is for exactly this text."""
    return text is not None and letter.consented_number == text.number
