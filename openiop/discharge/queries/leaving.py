"""Who leaves soon and who has left: what is open for each, without a clinical word."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.clients.models import Episode, StageMove
from openiop.domain.discharge.ending import falls_silent, needs_aftercare
from openiop.domain.discharge.summary import SUMMARY_RULES, summary_due_on
from openiop.domain.discharge.visits import (
    VISIT_RULES,
    AftercareClock,
    LoopWord,
    aftercare_clocks,
    loop_is_open,
    loop_word,
)
from openiop.domain.episode import OPEN_STAGES, Stage, StayEnd, StayMove

from .plan import responsible_by_episode
from .summaries import states_by_episode
from .visits import facts_of, visits_by_episode


@dataclass(frozen=True)
class Leaving:
    """One woman who leaves soon, or who left and is not yet held elsewhere."""

    episode: Episode
    name: str
    last_on: date | None
    end: StayEnd | None
    loop: LoopWord
    loop_open: bool
    clocks: tuple[AftercareClock, ...]
    summary: str
    """"", "draft", "signed" or "sent"."""
    summary_due_on: date | None
    summary_late: bool
    responsible: str
    responsible_id: UUID | None
    is_here_again: bool = False


@dataclass(frozen=True)
class LeavingPage:
    """Who leaves soon, and who has left with something open."""

    soon: tuple[Leaving, ...]
    after: tuple[Leaving, ...]
    day: date


def ends_by_episode(ids: Collection[UUID]) -> dict[UUID, StayEnd]:
    """How each stay ended, if it did and that holds; one statement."""
    undone = set(
        StageMove.objects.filter(episode_id__in=ids, undoes__isnull=False).values_list(
            "undoes_id", flat=True
        )
    )
    rows = StageMove.objects.filter(episode_id__in=ids, move=StayMove.END).order_by("number")
    return {row.episode_id: StayEnd(row.end) for row in rows if row.end and row.pk not in undone}


def leaving(day: date, only: Collection[UUID] | None = None) -> LeavingPage:
    """Stays planned to end in the next two weeks, and ended ones until 30 days have passed or
    the first visit took place; constant statements."""
    until = day + timedelta(days=SUMMARY_RULES.draft_days_before)
    since = day - timedelta(days=VISIT_RULES.second_within_days)
    rows = Episode.objects.select_related("client", "track")
    if only is not None:
        rows = rows.filter(client_id__in=only)
    open_rows = list(
        rows.filter(stage__in=OPEN_STAGES, planned_end_on__lte=until).order_by("planned_end_on")
    )
    ended = list(rows.filter(stage=Stage.ENDED, ended_on__gte=since).order_by("-ended_on"))
    lines = leaving_lines([*open_rows, *ended], day)
    after = [
        line
        for line in lines[len(open_rows) :]
        if line.end is None or (needs_aftercare(line.end) and not falls_silent(line.end))
    ]
    return LeavingPage(tuple(lines[: len(open_rows)]), tuple(after), day)


def leaving_lines(stays: list[Episode], day: date) -> list[Leaving]:
    """Where each of these stays stands on its way out; constant statements."""
    ids = [stay.pk for stay in stays]
    visits, summaries = visits_by_episode(ids), states_by_episode(ids)
    held, ends = responsible_by_episode(stays), ends_by_episode(ids)
    names = names_by_id(held.values())
    here = set(
        Episode.objects.filter(
            client_id__in=[stay.client_id for stay in stays], stage__in=OPEN_STAGES
        ).values_list("client_id", flat=True)
    )
    found = []
    for stay in stays:
        facts = facts_of(line for line in visits[stay.pk] if line.is_standing)
        state = summaries.get(stay.pk, "")
        due = summary_due_on(stay.planned_end_on, stay.ended_on)
        person = held.get(stay.pk)
        found.append(
            Leaving(
                episode=stay,
                name=stay.client.short_name,
                last_on=stay.ended_on or stay.planned_end_on,
                end=ends.get(stay.pk),
                loop=loop_word(facts),
                loop_open=loop_is_open(facts),
                clocks=aftercare_clocks(stay.ended_on, facts, day) if stay.ended_on else (),
                summary=state,
                summary_due_on=due,
                summary_late=due is not None and state in ("", "draft") and due < day,
                responsible=names.get(person, "") if person else "",
                responsible_id=person,
                is_here_again=stay.ended_on is not None and stay.client_id in here,
            )
        )
    return found
