"""The text that leads her to a short form, in words that may leave the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from openiop.domain.contact_profile import ContactProfile, SayWho
from openiop.domain.decision import Decision, Kind, Reason
from openiop.domain.text import _


@dataclass(frozen=True)
class ShortFormTextRules:
    """When the text about a short form may leave without a person's tap.

    Source: instruments.md 2, PHQ-2 and GAD-2 by text; the hours are a [product default].
    """

    id: str = "openiop-short-form-text/1"
    from_hour: time = time(10)
    until_hour: time = time(18)
    """Local time of the program; her own safe hours are narrower where she named any."""
    after_the_stay_days: int = 150
    """How long after a stay anybody is looked for; the last follow-up is asked before."""


SHORT_FORM_TEXT_RULES = ShortFormTextRules()


def texts_by_itself(
    is_on: bool, now: datetime, rules: ShortFormTextRules = SHORT_FORM_TEXT_RULES
) -> Decision:
    """The text is sent without a tap only where the site switched that on, and in the day only.

    Why: a text at night wakes whoever holds the phone, and a program that calls in person may not
    want a machine to write first.
    Source: instruments.md 2; domain.md 4.7 R-DV-03 [product default: off].
    """
    return Decision.all_of(
        (is_on, Reason("off", _("Texts about short forms are sent by a person here."))),
        (
            rules.from_hour <= now.time() < rules.until_hour,
            Reason("hour", _("It is too early or too late for a text."), Kind.LATER),
        ),
    )


def text_for_short_form(profile: ContactProfile) -> tuple[str, dict[str, object]]:
    """The one text that leads her to a short form: no form, no reason, no place is named in it.

    Why: the questions stay behind her sign-in; a text is read by whoever holds the phone.
    Source: instruments.md 2, PHQ-2 and GAD-2 by text; domain.md 4.7 R-DV-03, neutral words.
    """
    params: dict[str, object] = {"alias": profile.alias}
    if profile.say_who is SayWho.AS and profile.alias:
        return _(
            "Hello, this is {alias}. Something short waits on your page. It takes one minute, "
            "whenever it suits you."
        ), params
    return _(
        "Hello. Something short waits on your page. It takes one minute, whenever it suits you."
    ), params
