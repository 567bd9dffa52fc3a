"""How a person may be reached, read from the newest row about her."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
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
from openiop.domain.staff_call import CallBy
from openiop.domain.words import Channel

from .models import (
    CallState,
    Message,
    MessageState,
    Parcel,
    SafeContact,
    StaffCall,
    StaffContact,
)


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


def card_before(person_id: UUID) -> ContactCard | None:
    """The card that held before the newest one."""
    rows = list(SafeContact.objects.filter(person_id=person_id).order_by("-number")[:2])
    return _card(rows[1]) if len(rows) > 1 else None


def last_numbers(ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many times each of them said how she may be reached; one statement."""
    found = dict.fromkeys(ids, 0)
    rows = SafeContact.objects.filter(person_id__in=list(found)).order_by("number")
    found.update(dict(rows.values_list("person_id", "number")))
    return found


def parcels_with(ids: Iterable[UUID]) -> dict[UUID, Parcel]:
    """Papers on their way or gone, by id; one statement."""
    return {row.pk: row for row in Parcel.objects.filter(pk__in=list(ids))}


def parcels_waiting() -> list[Parcel]:
    """Papers that have not left, oldest first."""
    return list(Parcel.objects.filter(state=MessageState.QUEUED).order_by("created_at", "pk"))


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


def last_text(person_id: UUID, words: str, since: datetime) -> datetime | None:
    """When these words were last queued for her since a moment, unless they could not go out."""
    rows = Message.objects.filter(person_id=person_id, words=words, created_at__gte=since)
    kept = rows.exclude(state__in=(MessageState.REFUSED, MessageState.FAILED))
    found = kept.order_by("-created_at").first()
    return found.created_at if found else None


def last_number(person_id: UUID) -> int:
    """How many times it was written down how she may be reached."""
    newest = SafeContact.objects.filter(person_id=person_id).order_by("-number")
    return newest.values_list("number", flat=True).first() or 0


# Calling staff


@dataclass(frozen=True)
class CalledBy:
    """How somebody of the staff is called."""

    way: CallBy
    address: str


def staff_contacts(ids: Iterable[UUID]) -> dict[UUID, CalledBy]:
    """How each of these people is called; those who set nothing are left out. One statement."""
    found: dict[UUID, CalledBy] = {}
    for row in StaffContact.objects.filter(staff_id__in=set(ids)).order_by("number"):
        found.pop(row.staff_id, None)
        if row.by_way:
            found[row.staff_id] = CalledBy(CallBy(row.by_way), row.address)
    return found


def staff_contact_of(staff_id: UUID) -> CalledBy | None:
    """How one person is called, or None."""
    return staff_contacts([staff_id]).get(staff_id)


@dataclass(frozen=True)
class CallLine:
    """One call to staff as a page shows it."""

    staff_id: UUID
    asked_at: datetime
    state: CallState
    tries: int
    sent_at: datetime | None


def calls_about(about_id: UUID) -> list[CallLine]:
    """The calls made about one matter, oldest first."""
    return [
        _call_line(row)
        for row in StaffCall.objects.filter(about_id=about_id).order_by("created_at", "pk")
    ]


def _call_line(row: StaffCall) -> CallLine:
    return CallLine(row.staff_id, row.created_at, CallState(row.state), row.tries, row.sent_at)


NOT_REACHED = (CallState.GIVEN_UP, CallState.NO_CONTACT, CallState.NO_CHANNEL)


def calls_not_through(about_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many calls about each matter reached nobody; one statement."""
    found: dict[UUID, int] = {}
    rows = StaffCall.objects.filter(about_id__in=set(about_ids), state__in=NOT_REACHED)
    for about_id in rows.values_list("about_id", flat=True):
        found[about_id] = found.get(about_id, 0) + 1
    return found


def calls_to_try() -> list[StaffCall]:
    """Calls that have not left, oldest first."""
    open_states = (CallState.WAITING, CallState.FAILED, CallState.TRYING)
    return list(StaffCall.objects.filter(state__in=open_states).order_by("created_at", "pk"))
