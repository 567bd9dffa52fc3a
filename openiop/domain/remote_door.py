"""Before she joins by video: where she is, who can help there, and whether she can talk.

Source: issue, "Remote door"; domain.md 8.4 (location captured at log-in of each session).
"""

from __future__ import annotations

from dataclasses import dataclass

from .decision import Decision, Reason
from .text import _
from .words import Level, Word


class Overheard(Word):
    """Whether anybody can hear her."""

    ALONE = "alone", _("No, I am on my own")
    SOME = "some", _("Somebody is near, and that is fine")
    UNSURE = "unsure", _("I am not sure")


class FallbackWay(Word):
    """What we do when the call drops."""

    CALL = "call", _("Call this number")
    WAIT = "wait", _("Wait, I join again")
    NO_CALL = "no_call", _("Please do not call")


@dataclass(frozen=True)
class AtHerDoor:
    """What she says before she joins."""

    where: str
    helper: str = ""
    overheard: Overheard | None = None
    fallback: FallbackWay = FallbackWay.WAIT
    fallback_number: str = ""
    listens_only: bool = False
    """The quiet sign: it looks like a wish to listen, and means that it is not safe to talk."""


WHERE_MOST = 200

QUIET_SIGN_LEVEL = Level.HIGH
"""A quiet sign is a person who may not be safe right now, elsewhere [product default]."""


def may_join(said: AtHerDoor) -> Decision:
    """She says where she is; everything else may stay empty, and never stands in the way.

    With the quiet sign not even that: nobody is held at a door who cannot speak.
    Source: domain.md 8.4; issue, "Remote door".
    """
    return Decision.all_of(
        (
            bool(said.where.strip()) or said.listens_only,
            Reason(
                "where",
                _("Please write where you are: a street and a town."),
                field_name="where",
            ),
        ),
        (
            said.fallback is not FallbackWay.CALL or bool(said.fallback_number.strip()),
            Reason(
                "number",
                _("Please write the number, or choose another way."),
                field_name="fallback_number",
            ),
        ),
    )
