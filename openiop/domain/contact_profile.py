"""What a client said about how to reach her: the facts the safe-contact rule asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from .moments import clock_words
from .text import _
from .words import Channel, Word

DAY_WORDS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


class Allowed(Word):
    """What she said about a channel."""

    NO = "no", _("No")
    YES = "yes", _("Yes")
    AT_TIMES = "at_times", _("Only at times")


class Voicemail(Word):
    """What may be left on her voicemail."""

    NONE = "none", _("No voicemail")
    CALL_BACK_ONLY = "call_back_only", _('Only "please call back"')
    FULL = "full", _("A full message")


class SayWho(Word):
    """Whether we may say who is calling."""

    NO = "no", _("Do not say who we are")
    YES = "yes", _("We may say who we are")
    AS = "as", _("Use another name for us")


@dataclass(frozen=True)
class Window:
    """Weekdays (Monday is 0) and the hours on them when a channel is fine.

    One that closes before it opens holds no time at all: a slip of the pen must not open a channel.
    """

    weekdays: frozenset[int]
    opens: time
    closes: time

    def holds(self, at_local: datetime) -> bool:
        """Whether this local moment lies inside the window."""
        clock = at_local.time().replace(tzinfo=None)
        return at_local.weekday() in self.weekdays and self.opens <= clock < self.closes


@dataclass(frozen=True)
class ChannelRule:
    """What she said about one channel."""

    allowed: Allowed = Allowed.NO
    windows: tuple[Window, ...] = ()
    confirmed_since_disclosure: bool = False
    """She herself said this channel is safe, after she told us that her home is not."""


_NOT_ASKED_OR_NO = ChannelRule()


@dataclass(frozen=True)
class ContactProfile:
    """How to reach her safely.

    Source: domain.md 4.7 R-DV-01, ux.md 3.6.
    """

    call: ChannelRule = _NOT_ASKED_OR_NO
    text: ChannelRule = _NOT_ASKED_OR_NO
    email: ChannelRule = _NOT_ASKED_OR_NO
    post: ChannelRule = _NOT_ASKED_OR_NO
    asked: bool = True
    content_allowed: bool = False
    """Written messages may say more than "please call us"."""
    voicemail: Voicemail = Voicemail.NONE
    say_who: SayWho = SayWho.NO
    alias: str = ""
    code_phrase: str = ""
    device_shared: bool = False
    device_flagged: bool = False
    not_safe_at_home: bool = False
    ask_again_on: date | None = None

    def rule_for(self, channel: Channel) -> ChannelRule:
        """What she said about `channel`."""
        return {
            Channel.CALL: self.call,
            Channel.TEXT: self.text,
            Channel.EMAIL: self.email,
            Channel.POST: self.post,
        }[channel]


NEW_CLIENT = ContactProfile(asked=False)
"""Before anybody asked: no channel, no voicemail, neutral sender, no content.

Source: domain.md 4.7 R-DV-01.
"""


def times_in_words(windows: Sequence[Window], day_words: Sequence[str] = DAY_WORDS) -> str:
    """The windows as people say them: "Mon-Fri 9:00-17:00, Sat 10:00-12:00".

    A page that speaks another language passes its own seven day words, Monday first.
    """
    return ", ".join(
        f"{_days(window.weekdays, day_words)} "
        f"{clock_words(window.opens)}-{clock_words(window.closes)}"
        for window in windows
    )


def _days(weekdays: frozenset[int], day_words: Sequence[str]) -> str:
    runs: list[list[int]] = []
    for day in sorted(weekdays):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(
        day_words[run[0]] if len(run) == 1 else f"{day_words[run[0]]}-{day_words[run[-1]]}"
        for run in runs
    )
