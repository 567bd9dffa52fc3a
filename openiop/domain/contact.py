"""Safe contact: how, when and with which words a client may be reached. Deny by default.

Who sends what, and the sending itself, is the outbox's; this is only the rule it asks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from .contact_profile import (
    DAY_WORDS,
    NEW_CLIENT,
    Allowed,
    ChannelRule,
    ContactProfile,
    SayWho,
    Voicemail,
    Window,
    times_in_words,
)
from .decision import YES, Decision, Reason
from .moments import clock_words, on_the_clock
from .neutral import neutral_words
from .text import _
from .words import Channel

__all__ = [
    "DAY_WORDS",
    "NEW_CLIENT",
    "Allowed",
    "ChannelRule",
    "ContactLine",
    "ContactProfile",
    "Purpose",
    "SayWho",
    "Voicemail",
    "Window",
    "home_question_in_person",
    "how_to_reach",
    "may_contact",
    "neutral_words",
    "next_safe_time",
    "times_in_words",
    "voicemail_now",
]

Purpose = Literal["neutral", "clinical", "billing"]

DAYS_IN_WEEK = 7

_NOT_ASKED = {
    Channel.CALL: _("We have not asked her yet whether we may call."),
    Channel.TEXT: _("We have not asked her yet whether we may text."),
    Channel.EMAIL: _("We have not asked her yet whether we may e-mail."),
    Channel.POST: _("We have not asked her yet whether we may send letters."),
}
_SAID_NO = {
    Channel.CALL: _("She asked us not to call."),
    Channel.TEXT: _("She asked us not to text."),
    Channel.EMAIL: _("She asked us not to e-mail."),
    Channel.POST: _("She asked us not to send letters."),
}
_ON_HOLD = {
    Channel.CALL: _("Please do not call her for now."),
    Channel.TEXT: _("Please do not text her for now."),
    Channel.EMAIL: _("Please do not e-mail her for now."),
    Channel.POST: _("Please send her no letters for now."),
}
_ONLY_AT = {
    Channel.CALL: _("Calls are fine only {times}. It is {now} now."),
    Channel.TEXT: _("Texts are fine only {times}. It is {now} now."),
    Channel.EMAIL: _("E-mails are fine only {times}. It is {now} now."),
    Channel.POST: _("Letters are fine only {times}. It is {now} now."),
}


def may_contact(
    profile: ContactProfile, channel: Channel, at_local: datetime, purpose: Purpose = "neutral"
) -> Decision:
    """She may be contacted only by a channel she allowed, at a time she allowed, in neutral words.

    While her home is not safe nothing goes by post, and another channel is open only if she
    herself has confirmed it since she told us. Words about care or bills are written down only if
    she allowed content. The reasons never say why she asked.

    Why: a message somebody else reads can put her in danger.
    Source: domain.md 4.7 R-DV-01 to R-DV-03; ux.md 3.6.
    """
    rule = profile.rule_for(channel)
    if not profile.asked:
        return _no("not_asked", _NOT_ASKED[channel], channel)
    if rule.allowed is Allowed.NO:
        return _no("said_no", _SAID_NO[channel], channel)
    if _is_on_hold(profile, channel):
        return _no("on_hold", _ON_HOLD[channel], channel)
    return _in_window(rule, channel, at_local) & _content(profile, channel, purpose)


def _no(code: str, text: str, channel: Channel, **params: object) -> Decision:
    return Decision.refused(Reason(code, text, params={"channel": channel, **params}))


def _is_on_hold(profile: ContactProfile, channel: Channel) -> bool:
    confirmed = profile.rule_for(channel).confirmed_since_disclosure
    return profile.not_safe_at_home and (channel is Channel.POST or not confirmed)


def _in_window(rule: ChannelRule, channel: Channel, at_local: datetime) -> Decision:
    if rule.allowed is Allowed.YES or any(window.holds(at_local) for window in rule.windows):
        return YES
    return _no(
        "outside_times",
        _ONLY_AT[channel] if rule.windows else _SAID_NO[channel],
        channel,
        times=times_in_words(rule.windows),
        windows=rule.windows,
        now=clock_words(at_local),
    )


def _content(profile: ContactProfile, channel: Channel, purpose: Purpose) -> Decision:
    if purpose == "neutral" or channel is Channel.CALL or profile.content_allowed:
        return YES
    text = _('She has not agreed to more than "please call us" in writing.')
    return _no("content", text, channel, purpose=purpose)


def next_safe_time(
    profile: ContactProfile, channel: Channel, at_local: datetime
) -> datetime | None:
    """When a neutral message by this channel is next fine; None when no time is.

    Source: ux.md 3.6.
    """
    if may_contact(profile, channel, at_local):
        return at_local
    openings = (
        on_the_clock(day, window.opens, at_local)
        for day in (at_local.date() + timedelta(days=n) for n in range(DAYS_IN_WEEK + 1))
        for window in profile.rule_for(channel).windows
    )
    fine = [at for at in openings if at > at_local and may_contact(profile, channel, at)]
    return min(fine, default=None)


def voicemail_now(profile: ContactProfile) -> Voicemail:
    """No voicemail while calls are not open to us or her home is not safe, else what she said.

    Source: domain.md 8.5, last sentence.
    """
    if not profile.asked or profile.call.allowed is Allowed.NO or profile.not_safe_at_home:
        return Voicemail.NONE
    return profile.voicemail


def home_question_in_person(profile: ContactProfile) -> bool:
    """ "Safe where you stay?" is asked in person when her device is shared or flagged.

    Source: issue "one real program day", part 1; domain.md 4.7 R-DV-09.
    """
    return profile.device_shared or profile.device_flagged


@dataclass(frozen=True)
class ContactLine:
    """One line of the safe-contact card; `open_now` is None for a line that is no channel."""

    text: str
    params: dict[str, object] = field(default_factory=dict)
    channel: Channel | None = None
    open_now: bool | None = None


_FINE = {
    Channel.CALL: _("Call: fine."),
    Channel.TEXT: _("Text: fine."),
    Channel.EMAIL: _("E-mail: fine."),
    Channel.POST: _("Letter: fine."),
}
_AT_TIMES = {
    Channel.CALL: _("Call: only {times}."),
    Channel.TEXT: _("Text: only {times}."),
    Channel.EMAIL: _("E-mail: only {times}."),
    Channel.POST: _("Letter: only {times}."),
}
_CLOSED = {
    Channel.CALL: _("Do not call."),
    Channel.TEXT: _("Do not text."),
    Channel.EMAIL: _("Do not e-mail."),
    Channel.POST: _("Send no letters."),
}
_VOICEMAIL = {
    Voicemail.NONE: _("Leave no voicemail."),
    Voicemail.CALL_BACK_ONLY: _('Voicemail: only "please call back".'),
    Voicemail.FULL: _("Voicemail: a message is fine."),
}


def how_to_reach(profile: ContactProfile, at_local: datetime) -> tuple[ContactLine, ...]:
    """The desk reads which ways are open and what to say, never why a way is closed.

    A channel she refused, one nobody asked about and one on hold read exactly alike.
    Source: ux.md 3.6, domain.md 4.7 R-DV-01.
    """
    lines = [_channel_line(profile, channel, at_local) for channel in Channel]
    if next_safe_time(profile, Channel.CALL, at_local):
        lines += _when_calling(profile)
    if not any(next_safe_time(profile, channel, at_local) for channel in Channel):
        lines.append(ContactLine(_("Wait until she is here, or ask her therapist.")))
    if not profile.asked or (profile.ask_again_on and profile.ask_again_on <= at_local.date()):
        lines.append(ContactLine(_("When she is here, ask her how we may reach her.")))
    return tuple(lines)


def _channel_line(profile: ContactProfile, channel: Channel, at_local: datetime) -> ContactLine:
    open_now = bool(may_contact(profile, channel, at_local))
    if next_safe_time(profile, channel, at_local) is None:
        return ContactLine(_CLOSED[channel], {}, channel, open_now)
    rule = profile.rule_for(channel)
    if rule.allowed is Allowed.YES:
        return ContactLine(_FINE[channel], {}, channel, open_now)
    times: dict[str, object] = {"times": times_in_words(rule.windows), "windows": rule.windows}
    return ContactLine(_AT_TIMES[channel], times, channel, open_now)


def _when_calling(profile: ContactProfile) -> list[ContactLine]:
    lines = [ContactLine(_VOICEMAIL[voicemail_now(profile)])]
    if profile.say_who is SayWho.AS and profile.alias:
        lines.append(ContactLine(_('Say you are "{alias}".'), {"alias": profile.alias}))
    elif profile.say_who is SayWho.YES:
        lines.append(ContactLine(_("You may say who we are.")))
    else:
        lines.append(ContactLine(_("Do not say who we are.")))
    if profile.code_phrase:
        phrase: dict[str, object] = {"code_phrase": profile.code_phrase}
        lines.append(ContactLine(_('Code phrase: "{code_phrase}".'), phrase))
    return lines
