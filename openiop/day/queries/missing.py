"""Who is missing today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext, override

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.clients.models import Client
from openiop.day.models import (
    ContactTry,
)
from openiop.domain.contact import (
    may_contact,
)
from openiop.domain.day.morning import (
    Step,
    Tried,
    outreach_due,
    outreach_table,
)
from openiop.domain.day.reaching import TryOutcome, may_send_text_now, text_to_send
from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Channel, DayState
from openiop.outbox.queries import ContactCard, cards_by_person
from openiop.programs.queries import is_program_day, next_program_day, program, tracks

from .attendance import minutes_between
from .board import Reached, WholeDay, absent_since, reached, whole_day


@dataclass(frozen=True)
class TryLine:
    """One try to reach her."""

    at: datetime
    by_name: str
    channel: Channel
    outcome: TryOutcome


@dataclass(frozen=True)
class MissingLine:
    """A woman who is expected and not here, and how and when it is safe to reach her."""

    client: Client
    starts_at: datetime
    minutes: int
    """Since her first session began."""
    step: Step | None
    """What is due now."""
    next_step_at: datetime | None
    reach: Reached
    tries: tuple[TryLine, ...]
    words: str
    """The neutral text as it would leave."""
    may_text: Decision
    may_call: Decision
    was_reached: bool


@dataclass(frozen=True)
class MissingPage:
    """Who is missing; when nobody is, why that is so."""

    lines: list[MissingLine]
    is_program_day: bool
    next_day: date | None
    """The next program day after this one."""
    expected: int
    """How many have not come yet."""


def missing_page(day: date) -> MissingPage:
    """Who is expected and not here on a day; constant statements."""
    meant, met = whole_day(day), tracks()
    return MissingPage(
        lines=_missing_lines(meant),
        is_program_day=is_program_day(day, met),
        next_day=next_program_day(day, met),
        expected=sum(meant.state(pk) is DayState.EXPECTED for pk in meant.stays),
    )


def missing_now(day: date) -> list[MissingLine]:
    """Who is expected and not here; whom we may reach now first, then the longest missing."""
    return _missing_lines(whole_day(day))


def _missing_lines(meant: WholeDay) -> list[MissingLine]:
    now = clock.local_now()
    missing = {pk: since for pk in meant.stays if (since := absent_since(meant, pk, now))}
    cards = cards_by_person(missing)
    tries: dict[UUID, list[ContactTry]] = defaultdict(list)
    for tried in ContactTry.objects.filter(client_id__in=list(missing), on=meant.day).order_by(
        "tried_at"
    ):
        tries[tried.client_id].append(tried)
    names = names_by_id(tried.tried_by for made in tries.values() for tried in made)
    here = program()
    lines = [
        _missing_line(
            meant.stays[pk].client,
            clock.local(since),
            cards[pk],
            tries[pk],
            names,
            here.on_call_phone if here else "",
        )
        for pk, since in missing.items()
    ]
    return sorted(lines, key=lambda line: (*_safe_first(line), line.client.chosen_name))


def _safe_first(line: MissingLine) -> tuple[bool, bool, datetime, int]:
    next_at = line.reach.next_at or clock.local_now() + timedelta(days=365)
    return line.was_reached, line.reach.next_at is None, next_at, -line.minutes


def _missing_line(
    client: Client,
    since: datetime,
    card: ContactCard,
    tries: Sequence[ContactTry],
    names: dict[UUID, str],
    phone: str,
) -> MissingLine:
    now = clock.local_now()
    done = tried_facts(tries)
    ahead = [at for _code, at, _role in outreach_table(since) if at > now]
    return MissingLine(
        client=client,
        starts_at=since,
        minutes=minutes_between(since, now),
        step=outreach_due(since, now, done),
        next_step_at=min(ahead, default=None),
        reach=reached(card),
        tries=tuple(
            TryLine(each.tried_at, names.get(each.tried_by, ""), each.channel, each.outcome)
            for each in tries
        ),
        words=neutral_text(client, card, phone),
        may_text=may_contact(card.profile, Channel.TEXT, now)
        & has_number(card)
        & may_send_text_now(since, now, done),
        may_call=may_contact(card.profile, Channel.CALL, now) & has_number(card),
        was_reached=any(each.reached for each in done),
    )


def has_number(card: ContactCard) -> Decision:
    return Decision.all_of((bool(card.phone), Reason("no_number", _("We have no number of hers."))))


def tried_facts(tries: Iterable[ContactTry]) -> list[Tried]:
    """What the rule of reaching out asks."""
    return [Tried(each.step, each.outcome is TryOutcome.REACHED) for each in tries]


def tries_of(client_id: UUID, day: date) -> list[ContactTry]:
    """The tries to reach a client on a day, oldest first."""
    return list(ContactTry.objects.filter(client_id=client_id, on=day).order_by("tried_at"))


def missing_from(client_id: UUID, day: date) -> datetime | None:
    """Since when a client is missing on a day."""
    return absent_since(whole_day(day, [client_id]), client_id, clock.now())


def neutral_text(client: Client, card: ContactCard, phone: str) -> str:
    """The one text the desk may send her, in her language."""
    text, params = text_to_send(card.profile, phone)
    with override(client.language):
        return gettext(text).format(**params)
