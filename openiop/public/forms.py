"""What the pages without an account send: short steps, plain words for every fault."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as say_now
from django.utils.translation import gettext_lazy as say

from openiop.base import clock
from openiop.domain.contact_profile import NEW_CLIENT, ContactProfile, Voicemail
from openiop.domain.public import (
    PUBLIC_RULES,
    PartOfDay,
    day_typed,
    may_be_a_birthday,
    safe_contact,
)
from openiop.domain.referral import (
    CareNow,
    Concern,
    IncomingFile,
    PracticalNeed,
    ReferralForm,
    Source,
)
from openiop.domain.upload import UPLOAD_RULES
from openiop.domain.words import Channel

from .queries.way_in import Typed

PHONE_DIGITS_LEAST = 7
LINE, TEXT = PUBLIC_RULES.line_letters_most, PUBLIC_RULES.text_letters_most

WAYS = (
    (str(Channel.CALL), say("Call me")),
    (str(Channel.TEXT), say("Text me")),
    (str(Channel.EMAIL), say("E-mail me")),
)
VOICEMAILS = (
    (str(Voicemail.NONE), say("Leave no message")),
    (str(Voicemail.CALL_BACK_ONLY), say('Only say "please call back"')),
    (str(Voicemail.FULL), say("You may leave a full message")),
)
CARE = (
    (str(CareNow.NONE), say("No help right now")),
    (str(CareNow.WEEKLY), say("A talk once a week, or less")),
    (str(CareNow.PROGRAM), say("I go to a program during the day")),
    (str(CareNow.HOSPITAL), say("I am in a hospital, or just left one")),
    (str(CareNow.RESIDENTIAL), say("I live in a program with staff")),
    (str(CareNow.UNSAID), say("I would rather not say")),
)
NEEDS = (
    (str(PracticalNeed.CHILDCARE), say("Someone to watch my children")),
    (str(PracticalNeed.INFANT), say("My baby comes with me")),
    (str(PracticalNeed.TRANSPORT), say("A way to get there")),
    (str(PracticalNeed.SHIFT_WORK), say("Hours that fit my job")),
    (str(PracticalNeed.SCHOOL_RUN), say("Time to bring children to school")),
    (str(PracticalNeed.COURT), say("Court or custody dates")),
    (str(PracticalNeed.WOMAN_CLINICIAN), say("A woman as my therapist")),
    (str(PracticalNeed.REMOTE), say("To join by video")),
    (str(PracticalNeed.ACCESS), say("Help with moving, seeing or hearing")),
)
OTHER_LANGUAGE = "other"
SPOKEN = (
    ("en", say("English")),
    ("es", say("Spanish")),
    (OTHER_LANGUAGE, say("Another one")),
)
REACH_FIRST, REACH_CALL, REACH_TEXT = "first_us", "call", "text"
SENDERS = (
    (str(Source.HOSPITAL), say("A hospital")),
    (str(Source.THERAPIST), say("A therapist or doctor")),
    (str(Source.SHELTER), say("A shelter or advocate")),
    (str(Source.FAMILY), say("Family or a friend")),
    (str(Source.OTHER), say("Someone else")),
)
CARE_OF_HERS = (
    (str(CareNow.NONE), say("No care now")),
    (str(CareNow.WEEKLY), say("Weekly visits, or fewer")),
    (str(CareNow.PROGRAM), say("A day program")),
    (str(CareNow.HOSPITAL), say("A hospital")),
    (str(CareNow.RESIDENTIAL), say("She lives in a program")),
    (str(CareNow.UNSAID), say("I do not know")),
)
CONCERNS = (
    (str(Concern.SUICIDE_INTENT), say("Thoughts of suicide, with a plan or intent")),
    (str(Concern.SUICIDE_RECENT), say("She tried to end her life in the past 3 months")),
    (str(Concern.SUICIDE_THOUGHTS), say("Thoughts of suicide, no plan")),
    (str(Concern.HARM_OTHERS), say("She may harm someone")),
    (str(Concern.PSYCHOSIS_MANIA), say("Signs of psychosis or mania")),
    (str(Concern.WITHDRAWAL), say("She may go through withdrawal")),
    (str(Concern.MEDICAL), say("Her body needs medical care first")),
    (str(Concern.HOME_NOT_SAFE), say("She is not safe where she stays")),
    (str(Concern.PERINATAL), say("She is pregnant or has a baby under one year")),
    (str(Concern.NO_SUPPORT), say("She has nobody around her")),
)


def _line(label: Any, hint: Any = "", *, most: int = LINE, **attrs: str) -> forms.CharField:
    text = say("Please use at most %(limit_value)d letters here.")
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=most,
        error_messages={"max_length": text},
        widget=forms.TextInput(attrs=attrs),
    )


def _text(label: Any, hint: Any = "", rows: int = 4) -> forms.CharField:
    text = say("This is very long. Please keep it under %(limit_value)d letters.")
    # no maxlength: what is pasted is kept whole and she shortens it herself
    area = forms.Textarea(attrs={"rows": rows})
    field = forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=TEXT,
        error_messages={"max_length": text},
        widget=area,
    )
    area.attrs.pop("maxlength", None)
    return field


def _ticks(label: Any, choices: Any, hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def _from_list(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=(("", ""), *choices), required=False)


def _one_of(label: Any, choices: Any, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        required=False,
        widget=forms.RadioSelect,
    )


class _Step(forms.Form):
    """Characters a database cannot keep are left out before anything is looked at."""

    def __init__(self, typed: MultiValueDict[str, str] | Typed | None = None) -> None:
        clean: MultiValueDict[str, str] = MultiValueDict()
        if typed is not None:
            lists = typed.lists() if isinstance(typed, MultiValueDict) else typed.items()
            for name, values in lists:
                clean.setlist(name, [value.replace("\x00", "") for value in values])
        self.typed = clean
        super().__init__(clean if typed is not None else None)

    def sent(self) -> Typed:
        """Every field of this step as typed, for keeping."""
        named = [name for name in self.typed if not name.startswith(("csrf", "request_id"))]
        return {
            name: [value[: 10 * TEXT] for value in self.typed.getlist(name)][:50]
            for name in named[:80]
        }

    def day(self, name: str) -> dict[str, str]:
        """The three fields of a date as typed."""
        return {part: self.typed.get(f"{name}_{part}", "") for part in ("month", "day", "year")}

    def _day_of(self, name: str) -> tuple[bool, date | None]:
        typed = {part: text.strip() for part, text in self.day(name).items()}
        return any(typed.values()), day_typed(typed["month"], typed["day"], typed["year"])

    def _birthday(self) -> date | None:
        is_told, born_on = self._day_of("born")
        if not is_told:
            return None
        for reason in may_be_a_birthday(born_on, clock.today()):
            self.add_error(None, say_now(reason.text))
            self.born_error = say_now(reason.text)
        return born_on

    born_error = ""
    leaves_error = ""

    def _leaving(self) -> date | None:
        is_told, leaves_on = self._day_of("leaves")
        if is_told and leaves_on is None:
            self.leaves_error = say_now(
                "We couldn't read that date. Example: 3 14 2027. You can leave it empty."
            )
            self.add_error(None, self.leaves_error)
        return leaves_on

    def _phone_and_email(self, wanted: set[str]) -> None:
        digits = [c for c in self.cleaned_data.get("phone", "") if c.isdigit()]
        if wanted & {"call", "text"} and len(digits) < PHONE_DIGITS_LEAST:
            self.add_error("phone", say_now("Please give us a number we can call or text."))
        _name, at_sign, host = self.cleaned_data.get("email", "").strip().partition("@")
        if "email" in wanted and not (at_sign and "." in host and " " not in host):
            self.add_error("email", say_now("Please look at the e-mail. Example: name@mail.org"))


class ReachForm(_Step):
    """How she may be reached; asked first."""

    ways = _ticks(say("How may we reach you?"), WAYS)
    phone = _line(say("Phone number"), most=40, inputmode="tel", autocomplete="off")
    email = _line(say("E-mail"), inputmode="email", autocomplete="off")
    voicemail = _one_of(say("If you do not pick up"), VOICEMAILS)
    times = _ticks(
        say("When is a good time?"),
        tuple((str(part), say(part.label)) for part in PartOfDay),
        say("Choose none if any time on any day is fine."),
    )
    may_say_who = forms.BooleanField(
        label=say("You may say who is calling if someone else picks up"), required=False
    )
    shared_device = forms.BooleanField(label=say("Other people use this phone"), required=False)
    unsafe_people = _line(
        say("Is there someone who must not know?"),
        say("A first name is enough. You can skip this."),
    )

    def clean(self) -> dict[str, Any]:
        """At least one way, and the number or address that goes with it."""
        ways = set(self.cleaned_data.get("ways", ()))
        if not ways:
            self.add_error("ways", say_now("Choose one way we may reach you."))
        self._phone_and_email(ways)
        return self.cleaned_data

    def facts(self) -> dict[str, Any]:
        """For the referral."""
        told = self.cleaned_data
        return {
            "phone": told["phone"].strip() if {"call", "text"} & set(told["ways"]) else "",
            "email": told["email"].strip() if "email" in told["ways"] else "",
            "unsafe_people": told["unsafe_people"].strip(),
            "contact": safe_contact(
                ways=[Channel(way) for way in told["ways"]],
                times=[PartOfDay(part) for part in told["times"]],
                voicemail=Voicemail(told["voicemail"] or Voicemail.NONE),
                may_say_who=told["may_say_who"],
                shared_device=told["shared_device"],
            ),
        }


class YouForm(_Step):
    """What to call her; a birthday only if she likes."""

    chosen_name = _line(say("First name, or the name you like"), autocomplete="off")
    last_name = _line(say("Last name"), say("You can skip this."), autocomplete="off")
    spoken = _one_of(say("Which language do you like to speak?"), SPOKEN)

    def clean(self) -> dict[str, Any]:
        """A name, and a day that exists or none."""
        if not self.cleaned_data.get("chosen_name", "").strip():
            self.add_error("chosen_name", say_now("Tell us a name to call you by."))
        self.cleaned_data["born_on"] = self._birthday()
        return self.cleaned_data

    def facts(self) -> dict[str, Any]:
        """For the referral."""
        told = self.cleaned_data
        return {
            "chosen_name": told["chosen_name"].strip(),
            "last_name": told["last_name"].strip(),
            "born_on": told["born_on"],
            "language": told["spoken"] if told["spoken"] in ("en", "es") else "en",
        }


class WhyForm(_Step):
    """What brings her, as much as she likes to say."""

    care_now = _one_of(say("What help do you have now?"), CARE)
    care_where = _line(say("Where is that?"), say("You can skip this."))
    reason = _text(
        say("What brings you here?"),
        say("A few words are enough. You do not have to say what happened to you."),
    )
    needs = _ticks(say("What would make it possible to come?"), NEEDS)
    payer = _line(say("Your insurance, if you have one"), say("You can skip this."))

    def clean(self) -> dict[str, Any]:
        """A day that exists or none."""
        self.cleaned_data["leaves_on"] = self._leaving()
        return self.cleaned_data

    def facts(self) -> dict[str, Any]:
        """For the referral."""
        told = self.cleaned_data
        return {
            "care_now": CareNow(told["care_now"] or CareNow.UNSAID),
            "care_where": told["care_where"].strip(),
            "leaves_on": told["leaves_on"],
            "reason": told["reason"].strip(),
            "needs": frozenset(PracticalNeed(each) for each in told["needs"]),
            "payer": told["payer"].strip(),
        }


STEPS: dict[str, type[ReachForm] | type[YouForm] | type[WhyForm]] = {
    "reach": ReachForm,
    "you": YouForm,
    "why": WhyForm,
}


def told_in(steps: dict[str, Typed]) -> tuple[ReferralForm | None, str]:
    """The whole request, or the first step that still needs something."""
    facts: dict[str, Any] = {}
    for name, step in STEPS.items():
        form = step(steps[name]) if name in steps else None
        if form is None or not form.is_valid():
            return None, name
        facts |= form.facts()
        if name == "you" and form.cleaned_data["spoken"] == OTHER_LANGUAGE:
            facts["interpreter"] = True
    if facts.pop("interpreter", False):
        facts["needs"] |= {PracticalNeed.INTERPRETER}
    return ReferralForm(**facts), ""


@dataclass(frozen=True)
class Sender:
    """Who sends her."""

    name: str = ""
    organization: str = ""
    phone: str = ""
    email: str = ""


class SenderForm(_Step):
    """A woman sent by somebody else: nine fields about her, what a hospital hands on, consent."""

    chosen_name = _line(say("Her first name"), autocomplete="off")
    last_name = _line(say("Her last name"), autocomplete="off")
    phone = _line(say("Her phone number"), most=40, inputmode="tel", autocomplete="off")
    reach = _one_of(
        say("Is this number safe?"),
        (
            (REACH_CALL, say("She said we may call")),
            (REACH_TEXT, say("She said we may text only")),
            (REACH_FIRST, say("Not sure. Call me first")),
        ),
    )
    spoken = _from_list(say("Her language"), SPOKEN)
    care_now = _from_list(say("Where is she in care now?"), CARE_OF_HERS)
    reason = _text(
        say("Why now, and what does she want from it?"),
        say("Please do not write down what was done to her."),
        rows=3,
    )
    concerns = _ticks(
        say("What should we know first?"),
        CONCERNS,
        say("What you mark decides how fast we call."),
    )
    safety_plan = _text(say("Her safety plan"), rows=3)
    medicines = _text(say("Her medicines"), say("Name, dose and how often."), rows=3)
    risk = _text(say("Your view of the risk"), rows=3)
    she_agreed = forms.BooleanField(label=say("She agreed that I send you this"), required=False)
    status_agreed = forms.BooleanField(
        label=say("She agreed that I hear one word on how it goes"),
        help_text=say("Without this we can tell you nothing. She may change her mind."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """A name, her consent, and a way to reach her or the sender."""
        told = self.cleaned_data
        if not told.get("chosen_name", "").strip():
            self.add_error("chosen_name", say_now("Tell us a name to call her by."))
        if told.get("reach") in (REACH_CALL, REACH_TEXT):
            self._phone_and_email({"call"})
        if not told.get("she_agreed"):
            self.add_error("she_agreed", say_now("Please ask her first. We wait until she agrees."))
        told["born_on"] = self._birthday()
        told["leaves_on"] = self._leaving()
        return told

    def referral(self, sender: Sender) -> ReferralForm:
        """What it tells, with who sends it."""
        told = self.cleaned_data
        needs = {PracticalNeed.INTERPRETER} if told["spoken"] == OTHER_LANGUAGE else set()
        return ReferralForm(
            chosen_name=told["chosen_name"].strip(),
            last_name=told["last_name"].strip(),
            born_on=told["born_on"],
            phone=told["phone"].strip(),
            language=told["spoken"] if told["spoken"] in ("en", "es") else "en",
            contact=self._contact(),
            reason=told["reason"].strip(),
            care_now=CareNow(told["care_now"] or CareNow.UNSAID),
            leaves_on=told["leaves_on"],
            concerns=frozenset(Concern(each) for each in told["concerns"]),
            concerns_asked=bool(told["concerns"]),
            needs=frozenset(needs),
            safety_plan=told["safety_plan"].strip(),
            medicines=told["medicines"].strip(),
            risk=told["risk"].strip(),
            she_agreed=told["she_agreed"],
            status_agreed=told["status_agreed"],
            sender_name=sender.name,
            sender_organization=sender.organization,
            sender_phone=sender.phone,
            sender_email=sender.email,
        )

    def _contact(self) -> ContactProfile:
        way = {REACH_CALL: Channel.CALL, REACH_TEXT: Channel.TEXT}.get(self.cleaned_data["reach"])
        if way is None:
            return NEW_CLIENT
        return safe_contact(ways=[way], times=[], voicemail=Voicemail.NONE, may_say_who=False)


class StrangerForm(SenderForm):
    """The same without an account: also who sends it."""

    sender_name = _line(say("Your name"), autocomplete="name")
    sender_organization = _line(say("Where you work"))
    sender_phone = _line(say("Your phone number"), most=40, inputmode="tel")
    sender_email = _line(say("Your e-mail"), inputmode="email")
    source = _from_list(say("Who are you?"), SENDERS)

    def clean(self) -> dict[str, Any]:
        """Also a name and a number or address of the sender."""
        told = super().clean()
        if not told.get("sender_name", "").strip():
            self.add_error("sender_name", say_now("Tell us your name."))
        digits = [c for c in told.get("sender_phone", "") if c.isdigit()]
        if len(digits) < PHONE_DIGITS_LEAST and "@" not in told.get("sender_email", ""):
            self.add_error("sender_phone", say_now("Tell us how we reach you."))
        return told

    def sender(self) -> Sender:
        """Who sends it."""
        told = {name: str(value).strip() for name, value in self.cleaned_data.items()}
        return Sender(
            name=told["sender_name"],
            organization=told["sender_organization"],
            phone=told["sender_phone"],
            email=told["sender_email"],
        )


def files_of(sent: list[UploadedFile]) -> list[IncomingFile]:
    """The files as they came; one byte more than allowed tells that one is too large."""
    most = UPLOAD_RULES.size_most_bytes + 1
    return [IncomingFile(name=each.name or "", content=each.read(most)) for each in sent if each]


class TextForm(forms.Form):
    """A public page in the site's own words."""

    body = forms.CharField(
        label="Text",
        help_text=(
            "# makes the heading, ## a smaller one, - a list, **bold**, [words](/help/) a link."
        ),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 24}),
    )
    number = forms.IntegerField(widget=forms.HiddenInput)
