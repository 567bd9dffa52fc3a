"""The first call: what is said in which order, and how each answer is taken down.

Source: issue, "Call screen"; ux.md 1.4 (I1) and B10; domain.md 4.7 R-DV-01; domain.md 5 (no
retelling, no trauma history at the desk).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from .contact_profile import Allowed, ContactProfile, SayWho, Voicemail, Window
from .decision import YES, Decision, Reason
from .public import PartOfDay, may_be_a_birthday, safe_contact
from .referral import CareNow, Concern, PracticalNeed, ReferralForm, SafeToTalk, TriageClass
from .text import _
from .words import Channel

JOIN = " "
"""Between several choices of one field; no choice has a space in it."""

CONTACT_FIELDS = ("ways", "times", "voicemail", "say_who", "device")
PLAIN_FIELDS = (
    "call_back",
    "unsafe_people",
    "chosen_name",
    "last_name",
    "phone",
    "email",
    "reason",
    "care_where",
    "payer",
    "needs_words",
)
CALL_FIELDS = (
    *("safe_to_talk", "language", "born_on", "leaves_on", "care_now", "concerns", "needs"),
    *CONTACT_FIELDS,
    *PLAIN_FIELDS,
)
"""Everything that may be taken down while she is on the phone."""

_BETWEEN = r"\s*[\s/.,-]\s*"
_MONTH_FIRST = re.compile(
    rf"(?P<month>\d{{1,2}}){_BETWEEN}(?P<day>\d{{1,2}}){_BETWEEN}(?P<year>\d{{4}})"
)
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}}){_BETWEEN}(?P<month>\d{{1,2}}){_BETWEEN}(?P<day>\d{{1,2}})"
)

NONE_OF_THESE = "none"
"""She was asked about safety, and nothing of the list holds."""


@dataclass(frozen=True)
class CallRules:
    """How much is taken down, and what counts as a number.

    Source: [product default]; E.164 allows 15 digits.
    """

    id: str = "openiop-call/1"
    line_letters_most: int = 120
    text_letters_most: int = 3000
    phone_digits_least: int = 7
    phone_digits_most: int = 15
    slots_shown: int = 3
    days_around_leaving_most: int = 366
    """She left, or will leave, a hospital within a year of the call."""


CALL_RULES = CallRules()


@dataclass(frozen=True)
class ScriptPart:
    """What is said to her at one point of the call."""

    key: str
    lines: tuple[str, ...]


SCRIPT = (
    ScriptPart(
        "safe",
        (_("Hello, my name is {name}. Are you safe to talk right now? A yes or no is enough."),),
    ),
    ScriptPart(
        "not_safe",
        (
            _("That's all right. We can stop here."),
            _("If you are in danger now, call 911."),
            _("When is a better time? I won't say who I am when I call."),
        ),
    ),
    ScriptPart(
        "contact",
        (
            _("First, so that it stays safe for you: how may we reach you?"),
            _("May we leave a message? May we say who we are?"),
            _("Is there anyone who should not know that you called?"),
        ),
    ),
    ScriptPart("name", (_("What name should I call you? Any name you like is fine."),)),
    ScriptPart(
        "reason",
        (
            _("What made you call today? A few words are enough."),
            _("You don't need to tell me what happened to you."),
        ),
    ),
    ScriptPart(
        "safety",
        (
            _("I ask everyone this. Have you had thoughts of ending your life?"),
            _("Have you thought about hurting someone else? Are you safe where you stay?"),
        ),
    ),
    ScriptPart(
        "care",
        (
            _("Are you with a therapist, a hospital or another program now?"),
            _("Which insurance do you have? It's fine if you don't know."),
        ),
    ),
    ScriptPart("slots", (_("These are our next times for a first talk. Which one suits you?"),)),
    ScriptPart(
        "close",
        (
            _("Thank you for calling. We'll reach you only in the way you told me."),
            _("You can call us back at any time. In a crisis, call or text 988."),
        ),
    ),
    ScriptPart(
        "crisis",
        (
            _("Thank you for telling me. You did the right thing."),
            _("I'm staying on the line. I'm bringing someone in who can help right now."),
        ),
    ),
)
"""In the order of the call; the last part is for when she tells us that she is in crisis."""


def as_texts(form: ReferralForm) -> dict[str, str]:
    """What was told so far, field by field, as the call screen shows it.

    Source: [product default].
    """
    profile = form.contact
    ways = [str(ch) for ch in Channel if profile.rule_for(ch).allowed is not Allowed.NO]
    opened = {w.opens for ch in Channel for w in profile.rule_for(ch).windows}
    times = [str(part) for part in PartOfDay if _window_of(part).opens in opened]
    concerns = sorted(str(each) for each in form.concerns)
    if form.concerns_asked and not concerns:
        concerns = [NONE_OF_THESE]
    return {
        "safe_to_talk": "" if form.safe_to_talk is SafeToTalk.UNASKED else str(form.safe_to_talk),
        "language": form.language,
        "born_on": day_in_words(form.born_on),
        "leaves_on": day_in_words(form.leaves_on),
        "care_now": "" if form.care_now is CareNow.UNSAID else str(form.care_now),
        "concerns": JOIN.join(concerns),
        "needs": JOIN.join(sorted(str(each) for each in form.needs)),
        "ways": JOIN.join(ways),
        "times": JOIN.join(times),
        "voicemail": str(profile.voicemail) if profile.asked else "",
        "say_who": str(profile.say_who) if profile.asked else "",
        "device": "shared" if profile.device_shared else "",
        **{name: str(getattr(form, name)) for name in PLAIN_FIELDS},
    }


def told(
    form: ReferralForm, changes: Mapping[str, str], today: date, rules: CallRules = CALL_RULES
) -> tuple[ReferralForm, Decision]:
    """The form with the changes in it, and why a change could not be taken down.

    Source: issue, "saves every field"; wrong dates and numbers are said in words.
    """
    decision, before = YES, as_texts(form)
    for name, text in changes.items():
        form, said = _told(form, name, text.strip(), today, rules)
        decision = decision & said
    # a form that was sent whole and tells nothing new about it has asked nothing
    if any(name in CONTACT_FIELDS and text != before[name] for name, text in changes.items()):
        form = replace(form, contact=_contact(form, changes))
    return form, decision


def _told(
    form: ReferralForm, name: str, text: str, today: date, rules: CallRules
) -> tuple[ReferralForm, Decision]:
    if name in PLAIN_FIELDS:
        most = rules.text_letters_most if name == "reason" else rules.line_letters_most
        too_long = Reason(
            "too_long",
            _("Please keep this to {most} letters."),
            params={"most": most},
            field_name=name,
        )
        if len(text) > most:
            return form, Decision.refused(too_long)
        if name == "phone" and text and not _is_a_number(text, rules):
            said = Reason("phone", _("This is not a whole phone number."), field_name=name)
            return form, Decision.refused(said)
        return _set(form, name, text), YES
    if name in ("born_on", "leaves_on"):
        return _told_day(form, name, text, today, rules)
    words = text.split(JOIN) if text else []
    if name == "safe_to_talk":
        known = text in set(SafeToTalk)
        return replace(form, safe_to_talk=SafeToTalk(text)) if known else form, YES
    if name == "language" and text in ("en", "es"):
        return replace(form, language=text), YES
    if name == "care_now" and text in set(CareNow):
        return replace(form, care_now=CareNow(text)), YES
    if name == "concerns":
        concerns = frozenset(Concern(each) for each in words if each in set(Concern))
        return replace(form, concerns=concerns, concerns_asked=bool(words)), YES
    if name == "needs":
        needs = frozenset(PracticalNeed(each) for each in words if each in set(PracticalNeed))
        return replace(form, needs=needs), YES
    return form, YES


def _told_day(
    form: ReferralForm, name: str, text: str, today: date, rules: CallRules
) -> tuple[ReferralForm, Decision]:
    if not text:
        return _set(form, name, None), YES
    day = day_typed_as_text(text)
    if name == "born_on":
        said = may_be_a_birthday(day, today)
        named = tuple(replace(reason, field_name=name) for reason in said)
        return (form, Decision(named)) if not said else (replace(form, born_on=day), YES)
    if day is None or abs((day - today).days) > rules.days_around_leaving_most:
        text_said = _("We couldn't read that date. Example: 3 14 2027")
        return form, Decision.refused(Reason("date", text_said, field_name=name))
    return replace(form, leaves_on=day), YES


def _contact(form: ReferralForm, changes: Mapping[str, str]) -> ContactProfile:
    now = {**as_texts(form), **changes}
    voicemail, ways = now["voicemail"], now["ways"].split(JOIN)
    made = safe_contact(
        ways=[channel for channel in Channel if channel in ways],
        times=[part for part in PartOfDay if part in now["times"].split(JOIN)],
        voicemail=Voicemail(voicemail) if voicemail in set(Voicemail) else Voicemail.NONE,
        may_say_who=now["say_who"] == SayWho.YES,
        shared_device="shared" in now["device"],
    )
    return replace(made, alias=form.contact.alias, code_phrase=form.contact.code_phrase)


def _set(form: ReferralForm, name: str, value: object) -> ReferralForm:
    changes: dict[str, Any] = {name: value}
    return replace(form, **changes)


def _window_of(part: PartOfDay) -> Window:
    """The hours a part of the day stands for, as the public page keeps them."""
    made = safe_contact(
        ways=(Channel.CALL,), times=(part,), voicemail=Voicemail.NONE, may_say_who=False
    )
    return made.call.windows[0]


def _is_a_number(text: str, rules: CallRules) -> bool:
    digits = sum(c.isdigit() for c in text)
    plain = all(c.isdigit() or c in "+-(). x/" for c in text.casefold().replace("ext", "x"))
    return plain and rules.phone_digits_least <= digits <= rules.phone_digits_most


def day_typed_as_text(text: str) -> date | None:
    """A day as people type it: 3/14/1990, 3 14 1990, or 1990-03-14; None when it is none.

    Source: ux.md 3.2.
    """
    found = _MONTH_FIRST.fullmatch(text.strip()) or _YEAR_FIRST.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def day_in_words(day: date | None) -> str:
    """A day as it is typed into the one field: 3/14/1990.

    Source: ux.md 3.2.
    """
    return f"{day.month}/{day.day}/{day.year}" if day else ""


def identifies(names: Collection[str]) -> bool:
    """Whether one of these fields tells one woman from another.

    Source: issue, "Duplicates are recognised by birthday + phone/e-mail sound-alikes".
    """
    return bool({"chosen_name", "last_name", "born_on", "phone", "email"} & set(names))


def may_book_on_call(triage: TriageClass) -> Decision:
    """In a crisis no later time is given: somebody helps her now, or a person says why not.

    Source: domain.md 2.5 ("now; never a waitlist email").
    """
    return Decision.all_of(
        (
            triage is not TriageClass.CRISIS,
            Reason(
                "crisis",
                _("She needs somebody now, not a time. Stay on the line and bring a clinician in."),
            ),
        )
    )


def may_finish_call(form: ReferralForm) -> Decision:
    """A call ends with a name and a way to reach her; the rest may stay open.

    Source: ux.md 1.4 (I1); [product default].
    """
    return Decision.all_of(
        (
            bool(form.chosen_name.strip()),
            Reason("name", _("Take down a name to call her by."), field_name="chosen_name"),
        ),
        (
            bool(form.phone.strip() or form.email.strip()),
            Reason("reach", _("Take down a number or an e-mail."), field_name="phone"),
        ),
        (
            form.contact.asked,
            Reason("contact", _("Ask how she may be reached safely."), field_name="ways"),
        ),
    )
