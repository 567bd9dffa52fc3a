"""Reaching out to a woman who is missing: the words that leave, and which step a try counts for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from openiop.domain.contact import ContactProfile, SayWho
from openiop.domain.decision import Decision, Reason
from openiop.domain.privacy import Role
from openiop.domain.text import _
from openiop.domain.words import Word

from .morning import (
    MORNING_RULES,
    MorningRules,
    OutreachStep,
    Tried,
    outreach_due,
    outreach_table,
)


class TryOutcome(Word):
    """What came of a try to reach her."""

    REACHED = "reached", _("We spoke")
    NO_ANSWER = "no_answer", _("No answer")
    LEFT_WORD = "left_word", _("Left a message she allowed")
    SENT = "sent", _("Text queued")


def text_to_send(profile: ContactProfile, phone: str) -> tuple[str, dict[str, object]]:
    """The one text the desk may send: no program, no reason, and only a name she allowed us.

    Source: domain.md 4.7 R-DV-03, 8.5 (first try by safe channel, neutral words).
    """
    params: dict[str, object] = {"phone": phone, "alias": profile.alias}
    if profile.say_who is SayWho.AS and profile.alias:
        return _(
            "Hello, this is {alias}. I hoped to hear from you today. "
            "Please call when it suits you: {phone}"
        ), params
    return _(
        "Hello. We hoped to hear from you today. Please call when it suits you: {phone}"
    ), params


def step_of_try(
    starts_at: datetime,
    now: datetime,
    tried: Sequence[Tried],
    rules: MorningRules = MORNING_RULES,
) -> OutreachStep:
    """The step a try made now counts for: the desk's next open one, else the last of the desk's.

    Source: domain.md 8.5 [product default].
    """
    due = outreach_due(starts_at, now, tried, rules)
    if due is not None and due.code is not OutreachStep.CLINICIAN_REVIEW:
        return due.code
    done = {each.code for each in tried}
    desk = [code for code, _at, role in outreach_table(starts_at, rules) if role is Role.FRONT_DESK]
    return next((code for code in desk if code not in done), desk[-1])


def may_send_text_now(
    starts_at: datetime,
    now: datetime,
    tried: Sequence[Tried],
    rules: MorningRules = MORNING_RULES,
) -> Decision:
    """A text goes out only when a try of the desk is due: nobody is written to again and again.

    Source: domain.md 8.5 [product default]: first try at 15 minutes, second at 60.
    """
    due = outreach_due(starts_at, now, tried, rules)
    if due is None:
        return Decision.refused(Reason("no_try_due", _("No try is due now.")))
    if due.code is OutreachStep.CLINICIAN_REVIEW:
        return Decision.refused(
            Reason("clinician_decides", _("From here on a clinician decides how to reach her."))
        )
    return Decision()
