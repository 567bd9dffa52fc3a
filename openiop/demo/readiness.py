"""The demo's looks at readiness: two voices that differ, a taper on its way, a case that came back.

Whoever is not named here was not looked at; the meeting's page names her so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from openiop.base import clock
from openiop.domain.readiness.taper import Step
from openiop.domain.readiness.words import NO, YES, Criterion, Position, ToldKind
from openiop.privacy.actor import system
from openiop.readiness.actions import looking, tapering
from openiop.readiness.tasks import watch_tapers

if TYPE_CHECKING:
    from .stage import Stay

DAYS_AGO = 2
MONDAY = 0
_G, _M, _S = Position.GROWING, Position.MOSTLY_THERE, Position.STEADY
LOOKS: dict[str, tuple[tuple[Position, str, Position, str], ...]] = {
    "Mara": (
        (_S, "Sleep and worry down for three weeks.", _M, "Better. Mornings are hard."),
        (_M, "Grounding and checking facts seen in group.", _S, "I use them with my kids."),
        (_G, "", _G, "A bit scared."),
    ),
    "Keisha": (
        (_S, "Scores fall week by week.", _G, "I still wake up tired."),
        (_G, "One small step is hers.", _G, ""),
        (Position.NOT_LOOKED_AT, "", _G, ""),
    ),
}
"""By criterion: the team's position and words, hers and her words."""
TOLD: dict[str, tuple[tuple[ToldKind, str], ...]] = {
    "Mara": (
        (ToldKind.CRISIS_USE, NO),
        (ToldKind.SKILLS_RATING, "4"),
        (ToldKind.PLAN_REHEARSED, YES),
        (ToldKind.SUPPORTS, YES),
    ),
    "Keisha": ((ToldKind.CRISIS_USE, NO), (ToldKind.SKILLS_RATING, "2")),
}
SURE = {"Mara": (7, "yes", "If I can call when it gets loud."), "Keisha": (4, "unsure", "")}
TAPERS = "Mara"


def tell(stays: Mapping[str, Stay], today: date) -> None:
    """What the team and she said about less support; whose case came back to the team."""
    with clock.standing(clock.at(today - timedelta(days=1), "18:00")):
        watch_tapers()
    with clock.standing(clock.at(today - timedelta(days=DAYS_AGO), "15:00")):
        for name, looks in LOOKS.items():
            if name not in stays:
                continue
            client = stays[name].client
            by = stays[name].therapist
            for criterion, (team, ours, her, words) in zip(Criterion, looks, strict=True):
                looking.look_together(
                    client=client, criterion=criterion, hers=(her, words), teams=(team, ours), by=by
                )
            for kind, answer in TOLD[name]:
                looking.tell(client=client, kind=kind, answer=answer, by=by)
            confidence, agrees, words = SURE[name]
            looking.say_word(
                client=client, confidence=confidence, agrees=agrees, words=words, by=system(by)
            )
            looking.agree(
                client=client,
                needed="Two weeks on fewer days without a harder score, and a therapist booked.",
                who=by.id,
                again_on=today + timedelta(days=1),
                together=True,
                by=by,
            )
        monday = today + timedelta(days=7 - today.weekday())
        tapering.plan_taper(
            client=stays[TAPERS].client,
            steps=[Step(monday, (MONDAY, 3)), Step(monday + timedelta(days=7), (3,))],
            why="Steady for three weeks. Next to try: mornings at home.",
            by=stays[TAPERS].therapist,
        )
