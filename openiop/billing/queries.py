"""What of each authorization was used, by attendance; whose money side waits for somebody."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from openiop.base import clock
from openiop.clients.models import Client, Episode
from openiop.clients.queries import clients_by_id, coming_days, open_episodes
from openiop.coverage.models import Policy
from openiop.coverage.queries import (
    AuthorizationLine,
    PolicyLine,
    SelfPayLine,
    authorizations_by_client,
    policies_by_client,
    rules_by_client,
    self_pay_by_client,
)
from openiop.day.models import Attendance
from openiop.domain.coverage.ahead import DayAhead, WeekAhead, first_day_without, weeks_ahead
from openiop.domain.coverage.authorization import Ledger, days_without, ledger
from openiop.domain.coverage.benefits import Answer, Question
from openiop.domain.coverage.codes import Counted
from openiop.domain.day.presence import PRESENT
from openiop.schedule.queries import meetings_between

LOOK_AHEAD = timedelta(days=13)
MINUTES_AN_HOUR = 60


@dataclass(frozen=True)
class Attended:
    """One session a client was in."""

    on: date
    minutes: int
    therapeutic: bool


def attended_by_client(ids: Iterable[UUID]) -> dict[UUID, list[Attended]]:
    """Every session each of these clients was confirmed in; one statement."""
    found: dict[UUID, list[Attended]] = {}
    rows = Attendance.objects.select_related("session").filter(
        client_id__in=list(ids), presence__in=[str(each) for each in PRESENT]
    )
    for row in rows:
        ends_at = row.to_at or row.session.ends_at
        begins_at = row.from_at or row.session.starts_at
        minutes = max(int((ends_at - begins_at) / timedelta(minutes=1)), 0)
        seen = Attended(row.session.on, minutes, row.session.kind.is_therapeutic)
        found.setdefault(row.client_id, []).append(seen)
    return found


def used_of(line: AuthorizationLine, attended: Iterable[Attended]) -> Decimal:
    """What of an authorization attendance used: days she came, hours, or sessions she was in."""
    facts = line.facts
    inside = [
        each for each in attended if each.therapeutic and facts.from_on <= each.on <= facts.until_on
    ]
    if facts.counted is Counted.DAY:
        return Decimal(len({each.on for each in inside}))
    if facts.counted is Counted.SESSION:
        return Decimal(len(inside))
    minutes = Decimal(sum(each.minutes for each in inside))
    return (minutes / MINUTES_AN_HOUR).quantize(Decimal("0.1"))


@dataclass(frozen=True)
class LedgerLine:
    """An authorization with what was used of it."""

    line: AuthorizationLine
    ledger: Ledger
    ends_in_days: int

    @property
    def is_current(self) -> bool:
        """Whether it holds today."""
        return self.line.facts.holds_on(clock.today())


def ledger_of(client_id: UUID) -> list[LedgerLine]:
    """Her authorizations with what was used, the latest end first."""
    lines = authorizations_by_client([client_id]).get(client_id, [])
    attended = attended_by_client([client_id]).get(client_id, [])
    return [_ledger_line(line, attended) for line in lines]


def _ledger_line(line: AuthorizationLine, attended: Iterable[Attended]) -> LedgerLine:
    used = used_of(line, attended)
    left = (line.facts.until_on - clock.today()).days
    return LedgerLine(line, ledger(line.facts, used), left)


@dataclass(frozen=True)
class CoverageRow:
    """One client on the list of the money side."""

    client: Client
    stay: Episode | None
    policy: PolicyLine | None
    own: SelfPayLine | None
    current: LedgerLine | None
    needs_authorization: bool
    days_open: tuple[date, ...]
    """Her coming days no authorization covers, where her plan wants one."""

    @property
    def is_settled(self) -> bool:
        """Whether nothing waits for anybody."""
        if self.own is not None and self.own.chosen:
            return True
        if self.policy is None:
            return False
        return bool(self.policy.verified) and bool(self.policy.letters) and not self.days_open


def coverage_rows(day: date) -> list[CoverageRow]:
    """Everybody with a stay or a policy, those with something open first; constant statements."""
    stays = {stay.client_id: stay for stay in open_episodes(day)}
    on_file = set(Policy.objects.filter(struck_at__isnull=True).values_list("client_id", flat=True))
    ids = set(stays) | on_file
    clients = clients_by_id(ids)
    policies, own = policies_by_client(ids), self_pay_by_client(ids)
    lines, attended = authorizations_by_client(ids), attended_by_client(ids)
    coming = coming_days(day, day + LOOK_AHEAD, ids)
    rows = [
        _row(
            clients[pk],
            stays.get(pk),
            next(iter(policies.get(pk, [])), None),
            own.get(pk),
            [_ledger_line(line, attended.get(pk, [])) for line in lines.get(pk, [])],
            coming.get(pk, set()),
        )
        for pk in ids
    ]
    return sorted(rows, key=lambda row: (row.is_settled, row.client.search_name))


def _row(
    client: Client,
    stay: Episode | None,
    policy: PolicyLine | None,
    own: SelfPayLine | None,
    ledgers: list[LedgerLine],
    coming: set[date],
) -> CoverageRow:
    said = policy.newest.benefits if policy and policy.newest else None
    needed = said is not None and said.said(Question.AUTHORIZATION) is Answer.YES
    pays_herself = own is not None and own.chosen
    held = [each.line.facts for each in ledgers if each.ledger.left > 0]
    return CoverageRow(
        client=client,
        stay=stay,
        policy=policy,
        own=own,
        current=next((each for each in ledgers if each.is_current), None),
        needs_authorization=needed,
        days_open=days_without(sorted(coming), held) if needed and not pays_herself else (),
    )


# Hours ahead

WEEKS_AHEAD = 4
"""This week and as many as the calendar holds after it."""


@dataclass(frozen=True)
class HoursAhead:
    """One client's coming weeks as they are planned, beside what her payer asks and allows."""

    client: Client
    payer: str
    """A marked text."""
    pays_herself: bool
    weeks: tuple[WeekAhead, ...]
    left: tuple[LedgerLine, ...]
    """Authorizations that still hold."""
    runs_out_on: date | None
    """The first planned day no authorized unit is left for."""
    ends_on: date | None
    """The planned last day of her stay."""

    @property
    def needs_look(self) -> bool:
        """Whether a week is short, or days run out before her stay ends."""
        if self.pays_herself:
            return False
        return any(week.is_short for week in self.weeks) or self.runs_out_on is not None


def hours_ahead(day: date) -> list[HoursAhead]:
    """Everybody with a stay, whoever needs a look first; constant statements."""
    monday = day - timedelta(days=day.weekday())
    last = monday + timedelta(days=7 * WEEKS_AHEAD - 1)
    stays = {stay.client_id: stay for stay in open_episodes(day)}
    ids = list(stays)
    rules, own = rules_by_client(ids, day), self_pay_by_client(ids)
    lines, attended = authorizations_by_client(ids), attended_by_client(ids)
    planned = planned_days_of(ids, monday, last)
    rows = []
    for pk, stay in stays.items():
        held = tuple(
            _ledger_line(line, attended.get(pk, []))
            for line in lines.get(pk, [])
            if line.facts.status.allows and line.facts.until_on >= day
        )
        been_today = any(each.on == day for each in attended.get(pk, []))
        ahead = [
            each for each in planned[pk] if each.on > day or (each.on == day and not been_today)
        ]
        pays_herself = pk in own and own[pk].chosen
        units = [(each.line.facts, each.ledger.left) for each in held]
        rows.append(
            HoursAhead(
                client=stay.client,
                payer=rules[pk].title,
                pays_herself=pays_herself,
                weeks=weeks_ahead(planned[pk], rules[pk], monday, WEEKS_AHEAD),
                left=held,
                runs_out_on=first_day_without(ahead, units) if held and not pays_herself else None,
                ends_on=stay.planned_end_on,
            )
        )
    return sorted(rows, key=lambda row: (not row.needs_look, row.client.search_name))


def planned_days_of(ids: Collection[UUID], first: date, last: date) -> dict[UUID, list[DayAhead]]:
    """What the calendar holds for each of these clients day by day, canceled sessions left out.

    The same number of statements however many.
    """
    met, coming = meetings_between(first, last, ids), coming_days(first, last, ids)
    comes = {client_id: coming.get(client_id, set()) for client_id in ids}
    minutes: dict[UUID, dict[date, list[int]]] = {client_id: {} for client_id in ids}
    for session in met.sessions:
        if session.canceled_at is not None or not session.kind.is_therapeutic:
            continue
        here = {client_id for client_id, days in comes.items() if session.on in days}
        for client_id in met.members(session, here) & minutes.keys():
            minutes[client_id].setdefault(session.on, []).append(session.minutes)
    return {
        client_id: [DayAhead(on, sum(held), len(held)) for on, held in sorted(days.items())]
        for client_id, days in minutes.items()
    }
