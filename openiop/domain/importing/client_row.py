"""One row of a file of clients: who she is, her stay, how she may be reached."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from openiop.domain.contact_profile import NEW_CLIENT, ChannelRule, ContactProfile, Voicemail
from openiop.domain.day.payer_rules import PAYER_RULES
from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _

from .cells import IMPORT_RULES, Cells, day_of, day_until
from .times import channel_rule, weekdays_of

CHANNEL_COLUMNS = ("call_allowed", "text_allowed", "email_allowed", "post_allowed")
_STAY_COLUMNS = ("track", "ended_on", "weekdays", "payer_rules", "therapist")
CLIENT_COLUMNS = (
    "id",
    "chosen_name",
    "last_name",
    "legal_first_name",
    "pronouns",
    "born_on",
    "language",
    "starts_on",
    *_STAY_COLUMNS,
    "phone",
    "email",
    *CHANNEL_COLUMNS,
    "voicemail",
)
CLIENT_COLUMNS_NEEDED = ("id", "last_name")

_NOT_SAID = ChannelRule()


@dataclass(frozen=True)
class HereFacts:
    """What a row of clients may refer to: the tracks and the therapists of the site."""

    today: date
    tracks: tuple[str, ...] = ()
    therapists: tuple[str, ...] = ()
    """The names they sign in with."""


@dataclass(frozen=True, kw_only=True)
class ClientRow:
    """A client as a file tells it, or as she is here: the two can be laid side by side."""

    external_id: str
    chosen_name: str
    last_name: str
    legal_first_name: str = ""
    pronouns: str = ""
    born_on: date | None = None
    language: str = "en"
    track: str = ""
    """The name of her track; empty when the file tells of no stay."""
    starts_on: date | None = None
    ended_on: date | None = None
    weekdays: tuple[int, ...] = ()
    """Empty: all days of the track."""
    payer_rules: str = ""
    therapist: str = ""
    phone: str = ""
    email: str = ""
    call_allowed: ChannelRule = _NOT_SAID
    text_allowed: ChannelRule = _NOT_SAID
    email_allowed: ChannelRule = _NOT_SAID
    post_allowed: ChannelRule = _NOT_SAID
    voicemail: Voicemail = Voicemail.NONE
    given: frozenset[str] = frozenset()
    """The columns in which something stood."""

    @property
    def tells_how_to_reach_her(self) -> bool:
        """Whether the file says anything that belongs on her safe-contact card."""
        return bool(self.given & {*CHANNEL_COLUMNS, "voicemail", "phone", "email"})


def client_row(cells: Mapping[str, str], here: HereFacts) -> ClientRow | Decision:
    """A row becomes a client when every cell can be read; otherwise every reason is told at once.

    A woman needs the site's own number, a last name, and a name to call her by: her chosen name,
    or her legal first name where none is given. A stay needs the day it starts.
    Source: issue 2, real input.
    """
    row = Cells(cells)
    letters = IMPORT_RULES.name_letters
    external_id = row.text("id", letters)
    legal = row.text("legal_first_name", letters)
    chosen = row.text("chosen_name", letters) or legal
    last_name = row.text("last_name", letters)
    _need(row, "id", external_id, _("The number your own system gave her is missing."))
    _need(row, "last_name", last_name, _("The last name is missing."))
    _need(row, "chosen_name", chosen, _("We need a chosen name or a legal first name."))
    starts_on, ended_on = _days_of_stay(row, here.today)
    found = ClientRow(
        external_id=external_id,
        chosen_name=chosen,
        last_name=last_name,
        legal_first_name=legal,
        pronouns=row.text("pronouns", IMPORT_RULES.pronouns_letters),
        born_on=row.read("born_on", day_until(here.today), None),
        language=row.read("language", _language, "en"),
        track=_track(row, here.tracks) if "starts_on" in row.given else "",
        starts_on=starts_on,
        ended_on=ended_on,
        weekdays=row.read("weekdays", weekdays_of, ()),
        payer_rules=row.read("payer_rules", _payer_rules, ""),
        therapist=row.read("therapist", _one_of(here.therapists, _NO_THERAPIST), ""),
        phone=row.read("phone", _phone, ""),
        email=row.read("email", _email, ""),
        call_allowed=row.read("call_allowed", channel_rule, _NOT_SAID),
        text_allowed=row.read("text_allowed", channel_rule, _NOT_SAID),
        email_allowed=row.read("email_allowed", channel_rule, _NOT_SAID),
        post_allowed=row.read("post_allowed", channel_rule, _NOT_SAID),
        voicemail=row.read("voicemail", _voicemail, Voicemail.NONE),
        given=row.given,
    )
    return Decision.refused(*row.reasons) if row.reasons else found


def contact_profile(row: ClientRow, today: date) -> ContactProfile:
    """What the file does not say about reaching her stays closed, and she is asked about it here.

    A row that says nothing about it leaves her as every new client: not asked, no way open.
    Source: domain.md 4.7 R-DV-01.
    """
    if not row.given & {*CHANNEL_COLUMNS, "voicemail"}:
        return NEW_CLIENT
    return ContactProfile(
        call=row.call_allowed,
        text=row.text_allowed,
        email=row.email_allowed,
        post=row.post_allowed,
        voicemail=row.voicemail,
        ask_again_on=None if row.given.issuperset(CHANNEL_COLUMNS) else today,
    )


def differences(row: ClientRow, here: ClientRow) -> tuple[str, ...]:
    """The columns in which the file says something else than what is here; a blank says nothing.

    Source: issue 2: the same file again adds nothing, and nothing here is written over.
    """
    return tuple(
        column
        for column in CLIENT_COLUMNS
        if column in row.given - {"id"} and getattr(row, column) != getattr(here, column)
    )


def _need(row: Cells, column: str, found: str, text: str) -> None:
    if not found and not any(reason.field_name == column for reason in row.reasons):
        row.refuse(column, Reason("missing", text))


def _days_of_stay(row: Cells, today: date) -> tuple[date | None, date | None]:
    latest = today + timedelta(days=IMPORT_RULES.latest_start_days_ahead)

    def not_far_ahead(words: str) -> date | Reason:
        found = day_of(words)
        if isinstance(found, date) and found > latest:
            return Reason("far_ahead", _("This day is more than a year ahead; it must be a slip."))
        return found

    starts_on = row.read("starts_on", not_far_ahead, None)
    ended_on = row.read("ended_on", day_until(today), None)
    if starts_on and ended_on and ended_on < starts_on:
        text = _("The stay ends before it starts.")
        row.refuse("ended_on", Reason("ends_before_start", text))
    if "starts_on" not in row.given:
        for column in _STAY_COLUMNS:
            if column in row.given:
                text = _("This is about a stay, and the day it starts (starts_on) is missing.")
                row.refuse(column, Reason("no_start", text))
    return starts_on, ended_on


_NO_TRACK = _("There is no track of this name here. There are: {known}.")
_NO_THERAPIST = _("No therapist here signs in with this name.")


def _track(row: Cells, tracks: tuple[str, ...]) -> str:
    if not tracks:
        text = _("There is no track here, so no stay can begin. Leave starts_on empty.")
        row.refuse("starts_on", Reason("no_track", text))
        return ""
    if row.words("track"):
        return row.read("track", _one_of(tracks, _NO_TRACK), "")
    if len(tracks) > 1:
        text = _("Say which track. There are: {known}.")
        row.refuse("track", Reason("track_unsaid", text, params={"known": "; ".join(tracks)}))
    return tracks[0]


def _one_of(names: tuple[str, ...], text: str) -> Callable[[str], str | Reason]:
    def read(words: str) -> str | Reason:
        found = [name for name in names if name.casefold() == words.casefold()]
        if found:
            return found[0]
        return Reason("unknown", text, params={"known": "; ".join(names)})

    return read


_LANGUAGES = {"english": "en", "spanish": "es", "espanol": "es", "espa\u00f1ol": "es"}


def _language(words: str) -> str | Reason:
    said = words.casefold()
    found = _LANGUAGES.get(said, said)
    return found if found in ("en", "es") else Reason("language", _("Write en or es."))


def _payer_rules(words: str) -> str | Reason:
    if words.casefold() in PAYER_RULES:
        return words.casefold()
    text = _("We have no counting rules of this name. There are: {known}.")
    return Reason("payer_rules", text, params={"known": "; ".join(PAYER_RULES)})


_PHONE = re.compile(r"\+?(?:[()./ -]*[0-9]){7,15} *(?:(?:ext\.?|x) ?[0-9]{1,6})?", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")


def _phone(words: str) -> str | Reason:
    if _PHONE.fullmatch(words):
        return words
    return Reason("phone", _("This is not one telephone number. Write it like 555-0100."))


def _email(words: str) -> str | Reason:
    if _EMAIL.fullmatch(words) and len(words) <= IMPORT_RULES.address_letters:
        return words
    return Reason("email", _("This is not one e-mail address."))


_VOICEMAIL = {
    "no": Voicemail.NONE,
    "none": Voicemail.NONE,
    "call back only": Voicemail.CALL_BACK_ONLY,
    "full": Voicemail.FULL,
}


def _voicemail(words: str) -> Voicemail | Reason:
    said = words.casefold().replace("_", " ")
    if said in _VOICEMAIL:
        return _VOICEMAIL[said]
    return Reason("voicemail", _('Write "none", "call back only" or "full".'))
