"""The picture of one client: positions of both voices, evidence, what was agreed, the payer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.clients.models import Client, Episode
from openiop.clients.queries import client_or_404, episode_of
from openiop.coverage.queries import authorizations_by_client, rules_by_client, self_pay_by_client
from openiop.domain.episode import days_in
from openiop.domain.readiness.evidence import Evidence, RecordFacts
from openiop.domain.readiness.lines import evidence_of, is_worth_a_look
from openiop.domain.readiness.picture import Agreed, Stand, Topic, newest_stands, topics
from openiop.domain.readiness.rules import ReadinessRules
from openiop.domain.readiness.words import Criterion, Voice
from openiop.readiness.models import Agreement, CaseReturn, HerWord
from openiop.readiness.models import Stand as StandRow

from .numbers import rules_here
from .record import facts_by_client, might_be_worth_a_look

Held = dict[tuple[Criterion, Voice], Stand]


@dataclass(frozen=True)
class Standing:
    """Where she stands: what both voices chose, and what the record says, by which numbers."""

    client_id: UUID
    on: date
    rules: ReadinessRules
    held: Held
    lines: tuple[Evidence, ...]
    topics: tuple[Topic, ...]
    her_word: HerWord | None
    agreed: Agreed | None

    def of(self, criterion: Criterion) -> tuple[Evidence, ...]:
        """The lines of one criterion."""
        return tuple(each for each in self.lines if each.criterion is criterion)


def standing(client_id: UUID, on: date) -> Standing:
    """Her standing on a day; without a stay no line of evidence is known."""
    stay = episode_of(client_id, on)
    rules = rules_here()
    facts = facts_by_client([stay], on).get(client_id) if stay else None
    held = newest_stands(stands_of(client_id, stay, on))
    return Standing(
        client_id=client_id,
        on=on,
        rules=rules,
        held=held,
        lines=evidence_of(facts or RecordFacts(on), on, rules),
        topics=topics(held, rules),
        her_word=_her_word(client_id, stay, on),
        agreed=agreed_by_client([client_id], on).get(client_id),
    )


def stands_of(client_id: UUID, stay: Episode | None, on: date) -> list[Stand]:
    """Every position of this stay, oldest first; two statements."""
    rows = StandRow.objects.defer("lines_sealed").filter(client_id=client_id, on__lte=on)
    if stay is not None:
        rows = rows.filter(on__gte=stay.starts_on)
    found = list(rows.order_by("created_at"))
    names = names_by_id(row.created_by for row in found)
    return [_stand(row, names.get(row.created_by, "")) for row in found]


def _stand(row: StandRow, name: str, words: str | None = None) -> Stand:
    return Stand(
        id=str(row.pk),
        criterion=row.criterion,
        voice=row.voice,
        position=row.position,
        on=row.on,
        words=row.words if words is None else words,
        by_name=name,
        rule_id=row.rule_id,
    )


def held_by_client(stays: Iterable[Episode]) -> dict[UUID, Held]:
    """What both voices chose, for each of these stays, without words; one statement."""
    starts = {stay.client_id: stay.starts_on for stay in stays}
    rows = (
        StandRow.objects.defer("words_sealed", "lines_sealed")
        .filter(client_id__in=list(starts))
        .order_by("created_at")
    )
    found: dict[UUID, list[Stand]] = {client_id: [] for client_id in starts}
    for row in rows:
        if row.on >= starts[row.client_id]:
            found[row.client_id].append(_stand(row, "", ""))
    return {client_id: newest_stands(stands) for client_id, stands in found.items()}


def _her_word(client_id: UUID, stay: Episode | None, on: date) -> HerWord | None:
    rows = HerWord.objects.filter(client_id=client_id, on__lte=on)
    if stay is not None:
        rows = rows.filter(on__gte=stay.starts_on)
    return rows.order_by("created_at").last()


def agreed_by_client(ids: Iterable[UUID], on: date) -> dict[UUID, Agreed]:
    """What the last look at each of these clients ended with; two statements."""
    rows = Agreement.objects.filter(client_id__in=list(ids), on__lte=on).order_by("created_at")
    newest = {row.client_id: row for row in rows}
    names = names_by_id(id_ for r in newest.values() for id_ in (r.looks_again_id, r.created_by))
    return {
        client_id: Agreed(
            needed=row.needed,
            looks_again_name=names.get(row.looks_again_id, ""),
            looks_again_on=row.looks_again_on,
            on=row.on,
            by_name=names.get(row.created_by, ""),
        )
        for client_id, row in newest.items()
    }


def worth_a_look(stays: Sequence[Episode], day: date) -> set[UUID]:
    """Whose record speaks for a look at fewer days; constant statements, empty records silent."""
    rules = rules_here()
    some = might_be_worth_a_look([stay.client_id for stay in stays], day, rules)
    facts = facts_by_client([stay for stay in stays if stay.client_id in some], day)
    return {
        client_id
        for client_id, each in facts.items()
        if is_worth_a_look(evidence_of(each, day, rules))
    }


# The payer, apart from everything else


@dataclass(frozen=True)
class PayerBox:
    """What the payer allows and until when. It changes no line, no position, no order."""

    title: str
    """A marked text."""
    pays_herself: bool
    until_on: date | None
    """The last day an authorization covers."""
    days_left: int | None
    least_hours: float


def payer_box(client_id: UUID, day: date) -> PayerBox:
    """The payer's dates for one client."""
    rules = rules_by_client([client_id], day)[client_id]
    held = [
        line.facts
        for line in authorizations_by_client([client_id]).get(client_id, [])
        if line.facts.status.allows and line.facts.until_on >= day
    ]
    until = max((each.until_on for each in held), default=None)
    paying = self_pay_by_client([client_id]).get(client_id)
    return PayerBox(
        title=rules.title,
        pays_herself=paying is not None and paying.chosen,
        until_on=until,
        days_left=(until - day).days if until else None,
        least_hours=rules.min_weekly_minutes / 60,
    )


# The page


@dataclass(frozen=True)
class PicturePage:
    """Everything on the page of one client."""

    client: Client
    stay: Episode | None
    day_number: int
    standing: Standing
    past: tuple[Stand, ...]
    """Earlier positions, the newest first; each with the numbers of its day."""
    returns: tuple[CaseReturn, ...]
    return_owner: str
    payer: PayerBox


def picture_page(client_id: UUID, day: date) -> PicturePage:
    """One client's picture; a constant number of statements."""
    client, stay = client_or_404(client_id), episode_of(client_id, day)
    found = standing(client_id, day)
    newest = {each.id for each in found.held.values()}
    past = [each for each in stands_of(client_id, stay, day) if each.id not in newest]
    returns = open_returns([client_id]).get(client_id, [])
    names = names_by_id(each.owner_id for each in returns)
    return PicturePage(
        client=client,
        stay=stay,
        day_number=days_in(stay.starts_on, day, stay.ended_on) if stay else 0,
        standing=found,
        past=tuple(reversed(past)),
        returns=tuple(returns),
        return_owner=names.get(returns[0].owner_id, "") if returns else "",
        payer=payer_box(client_id, day),
    )


def open_returns(ids: Iterable[UUID]) -> dict[UUID, list[CaseReturn]]:
    """The cases that came back and have no answer yet; one statement."""
    found: dict[UUID, list[CaseReturn]] = {}
    rows = CaseReturn.objects.filter(client_id__in=list(ids), answered_at__isnull=True)
    for row in rows.order_by("created_at"):
        found.setdefault(row.client_id, []).append(row)
    return found
