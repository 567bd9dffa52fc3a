"""Pages without an account: how much they take, how often, and what a machine would do.

Source: issue, "Public pages", "Bad input" and "No oracle"; the numbers are [product default].
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time

from .contact_profile import (
    Allowed,
    ChannelRule,
    ContactProfile,
    SayWho,
    Voicemail,
    Window,
)
from .decision import Decision, Reason
from .referral import EndReason, ReferralState
from .text import _
from .words import Channel, Word


class PublicPage(Word):
    """What anybody may read here; the site may put its own words in place of ours."""

    WHAT_IT_IS = "what-it-is", _("What it is")
    WHO_IT_IS_FOR = "who-it-is-for", _("Who it is for")
    A_TYPICAL_DAY = "a-typical-day", _("A typical day")
    PROGRESS = "what-progress-looks-like", _("Getting better")
    AFTER = "what-comes-after", _("What comes after")
    COST = "cost-and-insurance", _("Cost and insurance words")
    RIGHT_FOR_ME = "is-it-right-for-me", _("Is this right for me?")
    FIRST_DAY = "your-first-day", _("Your first day")


class Ask(Word):
    """What strangers may send, each counted by itself."""

    CODE = "code", _("Code to come back")
    DRAFT = "draft", _("Request begun")
    SEND = "send", _("Request sent")
    SIGN_IN_HELP = "sign_in_help", _("Help with signing in")
    HELLO_CODE = "hello_code", _("Code of a hello")
    FIRST_CODE = "first_code", _("Code for her own pages")
    CALENDAR = "calendar", _("Address of a calendar that opens nothing")


class PartOfDay(Word):
    """When a call or a text is fine, on weekdays."""

    MORNING = "morning", _("Mornings, 9 to 12")
    AFTERNOON = "afternoon", _("Afternoons, 12 to 5")
    EVENING = "evening", _("Evenings, 5 to 8")


class PartnerWord(Word):
    """All a sender is told, and only when she agreed to it."""

    RECEIVED = "received", _("Received")
    BOOKED = "booked", _("Assessment booked")
    STARTED = "started", _("Started")
    FINISHED = "finished", _("Finished")
    CALL_US = "call_us", _("Not starting here. Please call us")


@dataclass(frozen=True)
class PublicRules:
    """Limits of the pages without an account.

    Source: issue, "Bad input"; [product default].
    """

    id: str = "openiop-public/1"
    code_letters: int = 8
    """Of 32 different ones: with her own word beside it nobody guesses it."""
    word_letters_least: int = 4
    word_letters_most: int = 60
    saved_days: int = 14
    """How long a request that was saved with a code waits for her."""
    unsaved_hours: int = 24
    """After this nothing is left of a request that was begun and not sent."""
    idle_minutes: int = 30
    """A request left open on a device closes: somebody else may use the device next."""
    codes_per_hour: int = 10
    drafts_per_hour: int = 20
    sends_per_hour: int = 6
    sign_in_helps_per_hour: int = 5
    hello_codes_per_hour: int = 10
    first_codes_per_hour: int = 12
    calendar_misses_per_hour: int = 20
    """Each for one connection; a shelter's house may share one."""
    tries_kept_hours: int = 24
    seconds_least: int = 4
    """Nobody fills the last form faster."""
    line_letters_most: int = 120
    text_letters_most: int = 3000
    files_most: int = 3
    age_years_most: int = 120
    request_mb_most: int = 32
    """More than any form here sends, with its files."""


PUBLIC_RULES = PublicRules()

CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters that are not mistaken for each other."""
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})

_CLOCKS = {
    PartOfDay.MORNING: (time(9), time(12)),
    PartOfDay.AFTERNOON: (time(12), time(17)),
    PartOfDay.EVENING: (time(17), time(20)),
}
_WEEKDAYS = frozenset(range(5))


def code_as_typed(typed: str) -> str:
    """A code however it was typed: small letters, gaps and letters that look like digits.

    Source: [product default].
    """
    plain = "".join(c for c in typed.upper() if c.isalnum())
    return plain.translate(_READ_AS)


def code_in_groups(code: str) -> str:
    """The code as it is shown: two groups of four are read out and typed with fewer slips.

    Source: [product default].
    """
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"


def safe_contact(
    *,
    ways: Collection[Channel],
    times: Collection[PartOfDay],
    voicemail: Voicemail,
    may_say_who: bool,
    shared_device: bool = False,
) -> ContactProfile:
    """How she may be reached: only by what she ticked, only when she said, in neutral words.

    Letters are never offered here, and no name is said unless she allowed it.

    Source: domain.md 4.7 R-DV-01; ux.md 3.6.
    """
    windows = tuple(
        Window(_WEEKDAYS, *_CLOCKS[part]) for part in PartOfDay if part in frozenset(times)
    )

    def rule(channel: Channel) -> ChannelRule:
        if channel not in ways:
            return ChannelRule()
        if windows and channel is not Channel.EMAIL:
            return ChannelRule(Allowed.AT_TIMES, windows)
        return ChannelRule(Allowed.YES)

    return ContactProfile(
        call=rule(Channel.CALL),
        text=rule(Channel.TEXT),
        email=rule(Channel.EMAIL),
        voicemail=voicemail if Channel.CALL in ways else Voicemail.NONE,
        say_who=SayWho.YES if may_say_who else SayWho.NO,
        device_shared=shared_device,
    )


def day_typed(month: str, day: str, year: str) -> date | None:
    """The day three fields name; None when there is no such day.

    Source: ux.md 3.2, "We couldn't read that date".
    """
    try:
        return date(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        return None


def may_be_a_birthday(
    born_on: date | None, today: date, rules: PublicRules = PUBLIC_RULES
) -> Decision:
    """A birthday is a day that exists, not ahead of us, and not longer ago than people live.

    Source: issue, "wrong dates"; [product default].
    """
    text = _("We couldn't read that date. Example: 3 14 1990. You can leave it empty.")
    is_fine = born_on is not None and (
        born_on <= today and today.year - born_on.year <= rules.age_years_most
    )
    return Decision.all_of((is_fine, Reason("birthday", text, field_name="born")))


def may_be_from_a_person(
    *, seconds: float, trap: str, rules: PublicRules = PUBLIC_RULES
) -> Decision:
    """A form filled faster than anybody reads, or in a field nobody sees, is asked for once more.

    Why: a machine does not come back; a woman whose browser filled the field does, and nothing she
    wrote is lost. No puzzle is put in her way.
    Source: issue, "Bad input": honeypot, no CAPTCHA; [product default].
    """
    return Decision.all_of(
        (
            not trap,
            Reason("trap", _("Please press Send once more. Your browser filled in too much.")),
        ),
        (
            seconds >= rules.seconds_least,
            Reason("fast", _("That was very quick. Please look once more, then send.")),
        ),
    )


def may_ask_again(what: Ask, asked: int, rules: PublicRules = PUBLIC_RULES) -> Decision:
    """So many in one hour from one connection; then it is asked to wait, in the same words.

    Source: issue, "rate limits"; [product default].
    """
    most = {
        Ask.CODE: rules.codes_per_hour,
        Ask.DRAFT: rules.drafts_per_hour,
        Ask.SEND: rules.sends_per_hour,
        Ask.SIGN_IN_HELP: rules.sign_in_helps_per_hour,
        Ask.HELLO_CODE: rules.hello_codes_per_hour,
        Ask.FIRST_CODE: rules.first_codes_per_hour,
        Ask.CALENDAR: rules.calendar_misses_per_hour,
    }[what]
    text = _("Many tries came from here. Please wait an hour, or call us. What you wrote is kept.")
    return Decision.all_of((asked < most, Reason("wait", text)))


def may_be_her_word(word: str, rules: PublicRules = PUBLIC_RULES) -> Decision:
    """The word she chooses to come back with has at least four letters.

    Source: [product default].
    """
    text = _("Choose a word with at least {n} letters.")
    least, most = rules.word_letters_least, rules.word_letters_most
    return Decision.all_of(
        (
            least <= len(word.strip()) <= most,
            Reason("word", text, params={"n": least}, field_name="word"),
        )
    )


def partner_word(
    state: ReferralState, *, end_reason: EndReason | None, stay_ended: bool
) -> PartnerWord:
    """The one word a sender gets for where a referral stands; never why.

    Source: ux.md 1.9 P2: received, booked, started, finished, declined: call us.
    """
    if state is ReferralState.ENDED:
        same = end_reason is EndReason.DUPLICATE
        return PartnerWord.RECEIVED if same else PartnerWord.CALL_US
    if state is ReferralState.ADMITTED:
        return PartnerWord.FINISHED if stay_ended else PartnerWord.STARTED
    if state in (
        ReferralState.ASSESSMENT_BOOKED,
        ReferralState.ASSESSED,
        ReferralState.COVERAGE,
        ReferralState.START_DATE,
    ):
        return PartnerWord.BOOKED
    return PartnerWord.RECEIVED
