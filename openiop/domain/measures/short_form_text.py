"""The text that leads her to a short form, in words that may leave the house."""

from __future__ import annotations

from openiop.domain.contact_profile import ContactProfile, SayWho
from openiop.domain.text import _


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
