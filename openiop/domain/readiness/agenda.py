"""The weekly team meeting: the few things to decide, each with its reason and owner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from openiop.domain.decision import Kind, Reason
from openiop.domain.text import _

from .picture import Agreed, Topic
from .taper import Step

NEVER_LOOKED_FROM_DAYS = 14
"""Source: [product default]: two weeks into a stay the picture is looked at once."""


@dataclass(frozen=True)
class AgendaFacts:
    """What waits for the team about one client."""

    client_id: str
    name: str
    owner: str
    day_of_stay: int
    returned: tuple[str, ...] = ()
    """Names of the measures that brought the case back."""
    return_owner: str = ""
    due_step: Step | None = None
    worth_a_look: bool = False
    topics: tuple[Topic, ...] = ()
    agreed: Agreed | None = None
    is_looked_at: bool = False
    """Whether the team ever chose a position."""


@dataclass(frozen=True)
class AgendaLine:
    """A client with what is to be decided about her, the most pressing first."""

    client_id: str
    name: str
    owner: str
    to_decide: tuple[Reason, ...]


@dataclass(frozen=True)
class Agenda:
    """Those about whom something is to be decided; the others are named in a line."""

    lines: tuple[AgendaLine, ...]
    not_looked_at: tuple[tuple[str, str], ...]
    """Id and name of those whose picture nobody has looked at in two weeks."""
    quiet: tuple[str, ...]


ORDER = ("returned", "taper_step", "look_again", "topic", "worth_a_look")


def agenda(facts: Sequence[AgendaFacts], meeting_on: date) -> Agenda:
    """The cases that came back first, then steps that are due, looks that are due, topics, and
    those worth a look; everybody else is named in one line.

    A payer's date brings nobody onto this list and moves nobody on it.
    Source: issue, Review together; the order is a [product default].
    """
    lines = [
        AgendaLine(each.client_id, each.name, each.return_owner or each.owner, found)
        for each in facts
        if (found := matters(each, meeting_on))
    ]
    named = {line.client_id for line in lines}
    others = sorted((each for each in facts if each.client_id not in named), key=_name)
    unseen = [
        each
        for each in others
        if not each.is_looked_at and each.day_of_stay > NEVER_LOOKED_FROM_DAYS
    ]
    return Agenda(
        tuple(sorted(lines, key=lambda line: (_rank(line.to_decide), line.name))),
        tuple((each.client_id, each.name) for each in unseen),
        tuple(each.name for each in others if each not in unseen),
    )


def _name(facts: AgendaFacts) -> str:
    return facts.name


def _rank(reasons: Iterable[Reason]) -> int:
    return min(ORDER.index(reason.code) for reason in reasons)


def matters(facts: AgendaFacts, on: date) -> tuple[Reason, ...]:
    """What is to be decided about one client.

    Source: issue, Review together.
    """
    step, agreed = facts.due_step, facts.agreed
    found: list[Reason] = []
    if facts.returned:
        names = ", ".join(facts.returned)
        found.append(
            _reason("returned", _("Back from the taper: {names} worse beyond chance"), names=names)
        )
    if step is not None and not facts.returned:
        count = len(step.weekdays)
        found.append(
            _reason(
                "taper_step", _("Next step planned {on}: {n} days a week"), on=step.from_on, n=count
            )
        )
    if agreed is not None and agreed.is_due(on):
        due, who = agreed.looks_again_on, agreed.looks_again_name
        found.append(_reason("look_again", _("Look again since {on}: {who}"), on=due, who=who))
    found += [
        _reason(
            "topic",
            _("The two voices differ: {what} (team {team}, she {her})"),
            what=topic.criterion,
            team=topic.team,
            her=topic.her,
        )
        for topic in facts.topics
    ]
    if facts.worth_a_look and step is None and not facts.returned:
        found.append(_reason("worth_a_look", _("The record speaks for a look at fewer days")))
    return tuple(found)


def _reason(code: str, text: str, **params: object) -> Reason:
    return Reason(code, text, Kind.LATER, params=params)
