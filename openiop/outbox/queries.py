"""How a person may be reached, read from the newest row about her."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from openiop.domain.contact import (
    NEW_CLIENT,
    Allowed,
    ChannelRule,
    ContactProfile,
    SayWho,
    Voicemail,
    Window,
)
from openiop.domain.words import Channel

from .models import SafeContact


@dataclass(frozen=True)
class ContactCard:
    """Everything the safe-contact card of one person shows to those who may see it."""

    profile: ContactProfile = NEW_CLIENT
    phone: str = ""
    email: str = ""
    unsafe_people: str = ""
    safe_people: str = ""
    address_never: str = ""


def cards_by_person(ids: Iterable[UUID]) -> dict[UUID, ContactCard]:
    """The standing card of each person; a person nobody asked yet has the most careful one."""
    wanted = list(ids)
    cards = dict.fromkeys(wanted, ContactCard())
    for row in SafeContact.objects.filter(person_id__in=wanted).order_by("number"):
        cards[row.person_id] = _card(row)
    return cards


def card_of(person_id: UUID) -> ContactCard:
    """The standing card of one person."""
    return cards_by_person([person_id])[person_id]


def profile_of(person_id: UUID) -> ContactProfile:
    """How one person may be reached."""
    return card_of(person_id).profile


def _card(row: SafeContact) -> ContactCard:
    private = json.loads(row.private) if row.private else {}
    return ContactCard(
        profile=read_profile(row.wishes, private),
        phone=row.phone,
        email=row.email,
        unsafe_people=private.get("unsafe_people", ""),
        safe_people=private.get("safe_people", ""),
        address_never=private.get("address_never", ""),
    )


def read_profile(wishes: dict[str, Any], private: dict[str, Any]) -> ContactProfile:
    """A profile from what is stored."""
    channels = {str(channel): _rule(wishes.get(channel, {})) for channel in Channel}
    ask_again = wishes.get("ask_again_on")
    return ContactProfile(
        **channels,
        asked=wishes.get("asked", True),
        content_allowed=wishes.get("content_allowed", False),
        voicemail=Voicemail(wishes.get("voicemail", Voicemail.NONE)),
        say_who=SayWho(wishes.get("say_who", SayWho.NO)),
        alias=wishes.get("alias", ""),
        code_phrase=private.get("code_phrase", ""),
        device_shared=wishes.get("device_shared", False),
        device_flagged=wishes.get("device_flagged", False),
        not_safe_at_home=wishes.get("not_safe_at_home", False),
        ask_again_on=date.fromisoformat(ask_again) if ask_again else None,
    )


def _rule(stored: dict[str, Any]) -> ChannelRule:
    return ChannelRule(
        allowed=Allowed(stored.get("allowed", Allowed.NO)),
        windows=tuple(
            Window(
                frozenset(window["weekdays"]),
                time.fromisoformat(window["opens"]),
                time.fromisoformat(window["closes"]),
            )
            for window in stored.get("windows", ())
        ),
        confirmed_since_disclosure=stored.get("confirmed", False),
    )


def write_profile(profile: ContactProfile) -> dict[str, Any]:
    """A profile in the form that is stored; her code phrase is kept apart, encrypted."""
    stored: dict[str, Any] = {
        str(channel): {
            "allowed": str(profile.rule_for(channel).allowed),
            "windows": [
                {
                    "weekdays": sorted(window.weekdays),
                    "opens": window.opens.strftime("%H:%M"),
                    "closes": window.closes.strftime("%H:%M"),
                }
                for window in profile.rule_for(channel).windows
            ],
            "confirmed": profile.rule_for(channel).confirmed_since_disclosure,
        }
        for channel in Channel
    }
    return stored | {
        "asked": profile.asked,
        "content_allowed": profile.content_allowed,
        "voicemail": str(profile.voicemail),
        "say_who": str(profile.say_who),
        "alias": profile.alias,
        "device_shared": profile.device_shared,
        "device_flagged": profile.device_flagged,
        "not_safe_at_home": profile.not_safe_at_home,
        "ask_again_on": profile.ask_again_on.isoformat() if profile.ask_again_on else None,
    }


def last_number(person_id: UUID) -> int:
    """How many times it was written down how she may be reached."""
    newest = SafeContact.objects.filter(person_id=person_id).order_by("-number")
    return newest.values_list("number", flat=True).first() or 0
