"""What women of the demo practice and notice: some a lot, some little, some nothing at all.

Whoever is not named here has written nothing down; her skills stay what the groups say of them.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from openiop.base import clock
from openiop.care.queries.goals import goals_by_client
from openiop.domain.skills.chain import Link, LinkKind
from openiop.domain.skills.goodbye import GoodbyeKind
from openiop.domain.skills.ladder import Helped, HowHard, SeenHow
from openiop.domain.skills.one_thing import Went
from openiop.domain.words import SessionKind
from openiop.practice import actions
from openiop.practice.queries.hers import thing_to_ask
from openiop.schedule.models import Session
from openiop.schedule.queries import rosters_on

from .program_day import UNSETTLED, ProgramDay
from .stage import Stay

RATES = {
    "Mara": (4, 5),
    "Keisha": (5, 5),
    "Imani": (5, 6),
    "Leila": (3, 4),
    "Noor": (4, 4),
    "Elena": (5, 4),
    "Lucia": (5, 5),
    UNSETTLED: (8, 7),
}
"""Who says how she is after the process group, of the last days: on even days and on odd ones."""
RATES_FROM = -8

_EASY, _SOME, _HARD = HowHard.EASY, HowHard.SOME_EFFORT, HowHard.HARD
_YES, _BIT, _NOT = Helped.YES, Helped.A_LITTLE, Helped.NOT_THIS_TIME
LOG: dict[tuple[str, int], tuple[tuple[str, HowHard, Helped, str], ...]] = {
    ("Mara", -6): (("five-senses", _SOME, _YES, "In the car before school."),),
    ("Mara", -5): (("five-senses", _EASY, _YES, ""), ("slow-body", _SOME, _BIT, "")),
    ("Mara", -4): (("check-facts", _HARD, _BIT, "I was sure she was angry. She was tired."),),
    ("Mara", -3): (("five-senses", _EASY, _YES, ""), ("check-facts", _SOME, _YES, "")),
    ("Mara", -2): (("slow-body", _EASY, _YES, ""), ("limit", _HARD, _BIT, "I said not today.")),
    ("Mara", -1): (
        ("check-facts", _SOME, _YES, ""),
        ("slow-body", _EASY, _YES, ""),
        ("limit", _HARD, _NOT, ""),
    ),
    ("Keisha", -5): (("small-step", _HARD, _BIT, "Ten minutes outside."),),
    ("Keisha", -3): (("small-step", _SOME, _YES, ""),),
    ("Keisha", -1): (("small-step", _SOME, _YES, "I went to the library."),),
    ("Leila", -7): (("noticing", _SOME, _BIT, ""),),
    ("Leila", -4): (("noticing", _EASY, _YES, ""), ("steady-day", _SOME, _YES, "")),
    ("Leila", -2): (("steady-day", _EASY, _YES, ""), ("noticing", _EASY, _YES, "")),
    ("Ana", -4): (("limit", _HARD, _NOT, ""),),
    ("Ana", -2): (("limit", _HARD, _BIT, "Le dije que hoy no."),),
    ("Imani", -2): (("ask", _HARD, _YES, ""),),
}
SEEN: dict[tuple[str, int], tuple[str, SeenHow]] = {
    ("Mara", -5): ("five-senses", SeenHow.ON_HER_OWN),
    ("Mara", -3): ("check-facts", SeenHow.WITH_HELP),
    ("Mara", -1): ("slow-body", SeenHow.TAUGHT_OTHERS),
    ("Keisha", -2): ("small-step", SeenHow.ON_HER_OWN),
    ("Ana", -3): ("limit", SeenHow.WITH_HELP),
}
SURE: dict[tuple[str, int], tuple[tuple[str, int], ...]] = {
    ("Mara", -2): (("five-senses", 5), ("check-facts", 3), ("slow-body", 4), ("limit", 2)),
    ("Keisha", -1): (("small-step", 3),),
    ("Leila", -2): (("noticing", 4),),
}
THINGS: dict[tuple[str, int], tuple[str, str, Went]] = {
    ("Mara", -4): ("Check the facts before I answer my sister", "check-facts", Went.DID_IT),
    ("Mara", -2): ("Cold water on my hands before the school run", "slow-body", Went.A_BIT),
    ("Mara", -1): ("Say not today once, and leave it at that", "limit", Went.DID_IT),
    ("Keisha", -2): ("Walk to the library", "small-step", Went.DID_IT),
    ("Keisha", -1): ("Call my aunt for five minutes", "ask", Went.NOT_YET),
    ("Imani", -1): ("Ask for help with the shopping", "ask", Went.OTHER),
}
"""What she chose on which day, and how she says it went when she is asked the next time."""
WEEKS: dict[tuple[str, int], tuple[int, int, int, str, str]] = {
    ("Mara", -13): (2, 2, 1, "Not much yet. I come.", ""),
    ("Mara", -10): (3, 3, 2, "I slept two nights.", "I go quiet when somebody is loud."),
    ("Mara", -7): (4, 5, 4, "Mornings are a little less loud.", ""),
    ("Mara", -4): (6, 5, 5, "I noticed it sooner.", "I can wait before I answer."),
    ("Mara", -1): (7, 6, 6, "I said no and nothing broke.", "I like being asked."),
    ("Keisha", -7): (3, 4, 3, "", ""),
    ("Keisha", -4): (4, 4, 4, "Some color is back.", ""),
    ("Keisha", -1): (6, 5, 5, "I laughed on Sunday.", "I miss my aunt."),
    ("Talia", -4): (3, 2, 3, "Nights are long.", ""),
    ("Talia", -1): (2, 2, 3, "", "I feel far away from everybody."),
    ("Leila", -10): (4, 3, 4, "", ""),
    ("Leila", -4): (6, 5, 6, "", ""),
    ("Leila", -1): (7, 7, 7, "I trust the week.", ""),
}
GOALS = {("Mara", -1): (-1, 1), ("Keisha", -1): (0, 0), ("Leila", -1): (1, 0)}
"""How far a goal is: as she sees it, and as her therapist does."""
CHAIN = ("Talia", -1)
GOODBYE = ("Mara", -1)


def tell_day(of: ProgramDay) -> None:
    """Put what these women say and do on the clock of one program day."""
    here = sorted(of.here, key=lambda each: each.woman.name)
    for stay in here:
        key = (stay.woman.name, of.offset)
        of.at("11:40", partial(_morning_after, stay))
        if key in SEEN:
            of.at("12:20", partial(_seen, of, stay, key))
        if key in GOALS:
            of.at("13:20", partial(_goal, stay, key))
        if key in LOG or key in SURE or key in WEEKS or key in (CHAIN, GOODBYE):
            of.at("14:10", partial(_evening, stay, key))
    if of.offset < RATES_FROM:
        return
    rates = {stay.client.pk: stay for stay in here if stay.woman.name in RATES}
    with clock.standing(clock.at(of.on, "07:30")):
        rosters = rosters_on(of.on)
    for session in of.groups(SessionKind.PROCESS):
        for client in rosters.get(session.pk, ()):
            if client.pk in rates:
                after = session.ends_at + timedelta(minutes=2)
                of.at(after, partial(_after, of, rates[client.pk], session))


def _morning_after(stay: Stay) -> None:
    """She answers how it went; the answer belongs to her check-in of this day."""
    thing = thing_to_ask(stay.client.pk)
    went = next(
        (
            went
            for (name, _day), (words, _skill, went) in THINGS.items()
            if name == stay.woman.name and thing is not None and words == thing.words
        ),
        None,
    )
    if thing is not None and went is not None and not thing.went:
        actions.log.say_how_it_went(thing=thing, went=went, by=stay.actor)


def _after(of: ProgramDay, stay: Stay, session: Session) -> None:
    words, skill, _went = THINGS.get((stay.woman.name, of.offset), ("", "", None))
    even, odd = RATES[stay.woman.name]
    actions.after.check_out(
        client=stay.client,
        session=session,
        distress=odd if of.offset % 2 else even,
        room={},
        unnamed={"heard": 4 + of.offset % 2, "belong": 3 + of.offset % 3},
        small_thing=words,
        skill=skill,
        by=stay.actor,
    )


def _seen(of: ProgramDay, stay: Stay, key: tuple[str, int]) -> None:
    skill, how = SEEN[key]
    facilitator = of.stage.staff["facilitator"]
    actions.seen.see_skill(client=stay.client, skill=skill, how=how, by=facilitator)


def _goal(stay: Stay, key: tuple[str, int]) -> None:
    goals = goals_by_client([stay.client.pk])[stay.client.pk]
    if not goals:
        return
    hers, ours = GOALS[key]
    actions.goals.rate_own_goal(client=stay.client, goal=goals[0], level=hers, by=stay.actor)
    actions.goals.rate_goal(client=stay.client, goal=goals[0], level=ours, by=stay.therapist)


def _evening(stay: Stay, key: tuple[str, int]) -> None:
    client, by = stay.client, stay.actor
    for skill, hard, helped, words in LOG.get(key, ()):
        actions.log.log_skill(
            client=client,
            skill=skill,
            on=clock.today(),
            hard=hard,
            helped=helped,
            words=words,
            by=by,
        )
    for skill, value in SURE.get(key, ()):
        actions.log.rate_confidence(client=client, skill=skill, value=value, by=by)
    if key in WEEKS:
        grounded, feelings, equipped, different, myself = WEEKS[key]
        actions.week.tell_week(
            client=client,
            rated={"grounded": grounded, "feelings": feelings, "equipped": equipped},
            told={"different": different, "myself": myself},
            by=by,
        )
    if key == CHAIN:
        actions.week.keep_chain(
            client=client,
            title="Sunday night with the phone",
            links=[
                Link(LinkKind.BEFORE, "Slept four hours.", "steady-day"),
                Link(LinkKind.START, "He read my message and did not answer."),
                Link(LinkKind.THOUGHT, "He is with somebody else.", "check-facts"),
                Link(LinkKind.BODY, "Hot, heart fast.", "slow-body"),
                Link(LinkKind.ACTION, "Looked at the phone until three.", "ride-urge"),
                Link(LinkKind.AFTER, "Missed the bus, was ashamed."),
            ],
            by=stay.therapist,
        )
    if key == GOODBYE:
        actions.leaving.say_goodbye(
            client=client,
            kind=GoodbyeKind.TO_GROUP,
            words="You heard me when I could not hear myself. Thank you.",
            by=by,
        )
