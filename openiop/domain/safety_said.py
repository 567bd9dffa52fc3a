"""What she answers when we ask whether she is safe right now, and what that changes."""

from __future__ import annotations

from .text import _
from .words import Level, Word


class SheSaid(Word):
    """Her own answer on the page that thanks her for telling us.

    Source: ux.md 3.7.
    """

    SAFE = "safe", _("I'm safe right now")
    NOT_SURE = "not_sure", _("I'm not sure")
    NOT_SAFE = "not_safe", _("I'm not safe")
    NOT_SAID = "not_said", _("I'd rather not say")
    CALL_ME = "call_me", _("Please call me at my safe number")


def opens_again(said: SheSaid) -> bool:
    """An alert that was settled opens again when she is not sure, is not safe, or asks for a call.

    Why: the page stays open on her phone, and what she says there is always read by somebody.
    Source: ux.md 3.7, next states [product default].
    """
    return said in (SheSaid.NOT_SURE, SheSaid.NOT_SAFE, SheSaid.CALL_ME)


def level_after(level: Level, said: SheSaid) -> Level:
    """ "I'm not safe" makes an alert the most urgent one; no answer ever makes it less urgent.

    Why: her word can only add to what a questionnaire found. Source: ux.md 3.7, next states.
    """
    return Level.HIGH if said is SheSaid.NOT_SAFE else level
