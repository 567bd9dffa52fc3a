"""The team's weekly meeting: what is to be decided; statements do not grow with the clients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.clients.queries import open_episodes
from openiop.domain.episode import Stage, days_in
from openiop.domain.privacy import Permission
from openiop.domain.readiness.agenda import Agenda, AgendaFacts, agenda
from openiop.domain.readiness.picture import topics
from openiop.domain.readiness.words import Voice
from openiop.measures.queries import instruments_here
from openiop.privacy.actor import Actor
from openiop.safety.queries.people import clients_in_reach

from .numbers import rules_here
from .picture import agreed_by_client, held_by_client, open_returns, worth_a_look
from .taper import due_by_client

HERE = (Stage.IN_PROGRAM, Stage.ON_LEAVE)


@dataclass(frozen=True)
class AgendaPage:
    """The meeting of a day, for those this person works with."""

    day: date
    agenda: Agenda
    clients: int


def agenda_page(actor: Actor, day: date) -> AgendaPage:
    """What the team decides on `day`; constant statements."""
    reach = clients_in_reach(actor, Permission.SEE_AGENDA)
    stays = [
        stay
        for stay in open_episodes(day)
        if stay.stage in HERE and (reach is None or stay.client_id in reach)
    ]
    ids = [stay.client_id for stay in stays]
    held, agreed, returns = held_by_client(stays), agreed_by_client(ids, day), open_returns(ids)
    steps, look, rules = due_by_client(stays, day), worth_a_look(stays, day), rules_here()
    owners: list[UUID | None] = [stay.therapist_id for stay in stays]
    owners += [row.owner_id for rows in returns.values() for row in rows]
    names, forms = names_by_id(owners), instruments_here()

    def name(of: UUID | None) -> str:
        return names.get(of, "") if of else ""

    facts = [
        AgendaFacts(
            client_id=str(stay.client_id),
            name=stay.client.short_name,
            owner=name(stay.therapist_id),
            day_of_stay=days_in(stay.starts_on, day, stay.ended_on),
            returned=tuple(
                forms[row.instrument_id].short_title if row.instrument_id in forms else ""
                for row in returns.get(stay.client_id, ())
            ),
            return_owner=name(returns[stay.client_id][0].owner_id)
            if stay.client_id in returns
            else "",
            due_step=steps.get(stay.client_id),
            worth_a_look=stay.client_id in look,
            topics=topics(held[stay.client_id], rules),
            agreed=agreed.get(stay.client_id),
            is_looked_at=any(voice is Voice.TEAM for _c, voice in held[stay.client_id]),
        )
        for stay in stays
    ]
    return AgendaPage(day, agenda(facts, day), len(stays))
