"""What these tests share: a session that was held, and notes in it."""

from __future__ import annotations

from openiop.base import clock
from openiop.care.actions.goals import add_goal
from openiop.care.actions.notes import write_note
from openiop.care.models import Note
from openiop.care.queries.goals import goals_by_client
from openiop.care.queries.lookup import standing_note
from openiop.clients.models import Client
from openiop.day.actions import arrive, confirm_all, tell_away
from openiop.domain.words import AwayReason, SessionKind
from openiop.privacy.actor import Actor, system
from openiop.schedule.models import Session
from tests import make

CHIPS = {"participation": "listened", "response": "tried", "risk_change": "none"}


def held(morning: make.Morning, away: int = 0, goals: bool = True) -> Session:
    """The skills group was held and confirmed; the last `away` women told us they are away."""
    session = morning.session(SessionKind.SKILLS)
    here = morning.clients[: len(morning.clients) - away]
    have = goals_by_client(make.ids(morning.clients))
    for client in morning.clients:
        if goals and not have[client.pk]:
            add_goal(client=client, her_words="Get through mornings", by=system())
    with clock.standing(make.at("08:50")):
        for client in here:
            arrive(client=client, on=make.WEDNESDAY, by=system())
        for client in morning.clients[len(here) :]:
            tell_away(client=client, on=make.WEDNESDAY, reason=AwayReason.CHILDCARE, by=system())
    with clock.standing(make.at("09:01")):
        confirm_all(session=session, by=morning.facilitator)
    return session


_WORDS = """asked read drew named kept told left wrote tried said heard chose saw moved window bus
garden letter stairs kitchen river oven choir ladder market bridge coat lamp spoon gate"""


def own_sentence(client: Client) -> str:
    """A sentence about her that is like nobody else's."""
    number, words = client.pk.int, _WORDS.split()
    return "She " + " ".join(words[number // 31**place % len(words)] for place in range(9)) + "."


def ready(session: Session, client: Client, by: Actor, **changes: str) -> Note:
    """A note with everything in it; one that is signed stays as it is."""
    standing = standing_note(session, client)
    if standing is not None and standing.signed_at is not None:
        return standing
    goals = goals_by_client([client.pk])[client.pk]
    told = {
        **CHIPS,
        "goal_id": str(goals[0].pk) if goals else "",
        "sentence": own_sentence(client),
        **changes,
    }
    return write_note(session=session, client=client, version=99, changes=told, by=by)
