"""How the women of the demo may be reached."""

from __future__ import annotations

from datetime import time

from openiop.domain.contact import (
    NEW_CLIENT,
    Allowed,
    ChannelRule,
    ContactProfile,
    SayWho,
    Voicemail,
    Window,
)
from openiop.outbox.queries import ContactCard

_YES = ChannelRule(allowed=Allowed.YES)
_NO = ChannelRule(allowed=Allowed.NO)
_OFFICE_HOURS = ChannelRule(
    allowed=Allowed.AT_TIMES, windows=(Window(frozenset(range(5)), time(9), time(17)),)
)

_PROFILES = {
    "any": ContactProfile(
        call=_YES, text=_YES, email=_NO, post=_NO, voicemail=Voicemail.CALL_BACK_ONLY
    ),
    "text_only": ContactProfile(text=_OFFICE_HOURS, call=_NO, email=_NO, post=_NO),
    "no_voicemail": ContactProfile(
        call=_OFFICE_HOURS,
        text=_YES,
        say_who=SayWho.AS,
        alias="the library",
        code_phrase="blue mug",
    ),
    "shared_device": ContactProfile(call=_OFFICE_HOURS, text=_NO, device_shared=True),
    "not_asked": NEW_CLIENT,
}


def card(kind: str, number: int) -> ContactCard | None:
    """The card of the given kind with a number that no one has; None when she was not asked yet."""
    if kind == "not_asked":
        return None
    return ContactCard(profile=_PROFILES[kind], phone=f"555-01{number:02d}")
