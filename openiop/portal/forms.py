"""What a client types: how she may be reached, her safety plan, the last page of the check-in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from openiop.domain.calendar import CalendarWord
from openiop.domain.care.plan import WishKind
from openiop.domain.contact import (
    DAY_WORDS,
    Allowed,
    ChannelRule,
    ContactProfile,
    SayWho,
    Voicemail,
    Window,
)
from openiop.domain.measures.daily_checkin import DAILY_CHECKIN
from openiop.domain.remote_door import WHERE_MOST, AtHerDoor, FallbackWay, Overheard
from openiop.domain.skills.one_thing import Went
from openiop.domain.words import AwayReason, Channel, NeedKind
from openiop.outbox.queries import ContactCard
from openiop.safety.queries.plans import PLAN_HEADINGS, PLAN_LISTS, Plan

from .queries import GoalOfHers

HERS = (AwayReason.ILLNESS, AwayReason.CHILDCARE, AwayReason.TRANSPORT, AwayReason.SAFETY)
"""Reasons she may tap; the rest is for staff."""
AWAY_REASONS = (*HERS, AwayReason.HOLIDAY, AwayReason.OTHER)

_TIMED = (Channel.CALL, Channel.TEXT, Channel.EMAIL)
_ASK = {
    Channel.CALL: _("May we call you?"),
    Channel.TEXT: _("May we text you?"),
    Channel.EMAIL: _("May we e-mail you?"),
    Channel.POST: _("May we send you letters?"),
}
_SLEEP = next(item.range for item in DAILY_CHECKIN.items if item.link_id == "sleep_hours")


def _said(words: type[Any], but: tuple[Any, ...] = ()) -> list[tuple[str, Any]]:
    """The choices of one of our words, in the reader's language."""
    return [(str(word), _(word.label)) for word in words if word not in but]


class Lines(forms.CharField):
    """What she types in several lines; a line end counts once, as in her browser."""

    def to_python(self, value: object) -> str:
        """Her words with one sign for each line end."""
        return str(super().to_python(value)).replace("\r\n", "\n")


class AwayForm(forms.Form):
    """A reason she may give; none is fine."""

    reason = forms.ChoiceField(
        choices=[(str(reason), reason.label) for reason in AWAY_REASONS], required=False
    )

    def chosen(self) -> AwayReason:
        """What she tapped; nothing, or anything else, is that she would rather not say."""
        given = self.cleaned_data.get("reason") if self.is_valid() else ""
        return AwayReason(given or AwayReason.UNSAID)


class LastPageForm(forms.Form):
    """The last page of the check-in: all of it may stay empty."""

    needs = forms.MultipleChoiceField(
        choices=[(str(kind), kind.label) for kind in NeedKind], required=False
    )
    words = Lines(
        label=_("In your own words"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    skills = forms.TypedChoiceField(
        choices=[(o.value, o.label) for o in DAILY_CHECKIN.item("skills").options],
        coerce=int,
        empty_value=None,
        required=False,
    )
    sleep_hours = forms.IntegerField(
        label=_("About how many hours did you sleep last night?"),
        required=False,
        min_value=_SLEEP.minimum if _SLEEP else 0,
        max_value=_SLEEP.maximum if _SLEEP else 24,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-2"}),
        error_messages={
            name: _("Please write whole hours, like 7. You can leave it empty.")
            for name in ("invalid", "min_value", "max_value")
        },
    )

    went = forms.ChoiceField(choices=[(str(word), word.label) for word in Went], required=False)

    def how_it_went(self) -> Went | None:
        """How it went with the small thing she wanted to try."""
        return Went(self.cleaned_data["went"]) if self.cleaned_data["went"] else None

    def more(self) -> dict[str, int | None]:
        """The answers she gave here; what she left empty is not an answer."""
        given = {name: self.cleaned_data.get(name) for name in ("skills", "sleep_hours")}
        return {name: value for name, value in given.items() if value is not None}

    def kinds(self) -> list[NeedKind]:
        """What she asks for."""
        return [NeedKind(kind) for kind in self.cleaned_data["needs"]]


@dataclass(frozen=True)
class ChannelFields:
    """The fields of one channel, for the page."""

    channel: Channel
    allowed: forms.BoundField
    days: forms.BoundField | None
    opens: forms.BoundField | None
    closes: forms.BoundField | None
    is_open: bool


class ContactForm(forms.Form):
    """How we may reach her, in her own hands."""

    phone = forms.CharField(label=_("Your phone number"), required=False, max_length=30)
    address = forms.EmailField(
        label=_("Your e-mail"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocapitalize": "none"}),
        error_messages={"invalid": _("Please write an e-mail like name@example.com.")},
    )
    voicemail = forms.ChoiceField(
        label=_("If you do not pick up, may we leave a message?"),
        choices=_said(Voicemail),
        required=False,
        widget=forms.RadioSelect,
    )
    say_who = forms.ChoiceField(
        label=_("May we say who we are?"),
        choices=[
            (str(SayWho.NO), _("No, do not say who you are")),
            (str(SayWho.YES), _("Yes")),
            (str(SayWho.AS), _("Use another name")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    alias = forms.CharField(label=_("The other name we use"), required=False, max_length=40)
    code_phrase = forms.CharField(
        label=_("A code phrase"),
        help_text=_("We say it, so that you know it is us."),
        required=False,
        max_length=60,
    )
    safe_people = forms.CharField(
        label=_("Who may know that you come here?"), required=False, max_length=200
    )
    unsafe_people = forms.CharField(label=_("Who must not know?"), required=False, max_length=200)
    device_shared = forms.BooleanField(
        label=_("Someone else can use or look at this phone"), required=False
    )
    content_allowed = forms.BooleanField(
        label=_('Messages may say more than "please call us"'), required=False
    )
    confirmed = forms.BooleanField(
        label=_("I looked at these again. They are safe for me now."), required=False
    )

    def __init__(self, posted: QueryDict | None, *, card: ContactCard) -> None:
        self.card = card
        super().__init__(posted, initial=_initial(card))
        for channel in Channel:
            timed = channel in _TIMED
            self.fields[str(channel)] = forms.ChoiceField(
                label=_ASK[channel],
                choices=_said(Allowed, () if timed else (Allowed.AT_TIMES,)),
                required=False,
                widget=forms.RadioSelect,
            )
            if timed:
                self._add_times(channel)

    def _add_times(self, channel: Channel) -> None:
        self.fields[f"{channel}_days"] = forms.MultipleChoiceField(
            label=_("Days"),
            choices=[(str(n), _(word)) for n, word in enumerate(DAY_WORDS)],
            required=False,
        )
        for name, label in (("opens", _("From")), ("closes", _("Until"))):
            self.fields[f"{channel}_{name}"] = forms.TimeField(
                label=label,
                required=False,
                widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                error_messages={"invalid": _("Please write a time like 9:00 or 17:30.")},
            )

    def clean(self) -> dict[str, Any]:
        """Only at times: which times is then needed, and they run forward."""
        super().clean()
        for channel in _TIMED:
            if self.cleaned_data.get(str(channel)) != Allowed.AT_TIMES:
                continue
            window = self._window(channel)
            if window is None or not window.weekdays or window.opens >= window.closes:
                self.add_error(f"{channel}_days", _("Choose the days, and a time from and until."))
        if self.cleaned_data.get("say_who") == SayWho.AS and not self.cleaned_data.get("alias"):
            self.add_error("alias", _("Tell us which name we use."))
        return self.cleaned_data

    def _window(self, channel: Channel) -> Window | None:
        given = self.cleaned_data
        opens: time | None = given.get(f"{channel}_opens")
        closes: time | None = given.get(f"{channel}_closes")
        if opens is None or closes is None:
            return None
        days = frozenset(int(day) for day in given.get(f"{channel}_days", ()))
        return Window(days, opens, closes)

    def channels(self) -> list[ChannelFields]:
        """One group of fields for each channel."""
        return [
            ChannelFields(
                channel=channel,
                allowed=self[str(channel)],
                days=self[f"{channel}_days"] if channel in _TIMED else None,
                opens=self[f"{channel}_opens"] if channel in _TIMED else None,
                closes=self[f"{channel}_closes"] if channel in _TIMED else None,
                is_open=self[str(channel)].value() == Allowed.AT_TIMES,
            )
            for channel in Channel
        ]

    def new_card(self) -> ContactCard:
        """The card as she wants it; what this page does not ask stays as it was."""
        given, old = self.cleaned_data, self.card.profile
        profile = replace(
            old,
            call=self._rule(Channel.CALL, old),
            text=self._rule(Channel.TEXT, old),
            email=self._rule(Channel.EMAIL, old),
            post=self._rule(Channel.POST, old),
            asked=True,
            voicemail=Voicemail(given["voicemail"] or Voicemail.NONE),
            say_who=SayWho(given["say_who"] or SayWho.NO),
            alias=given["alias"].strip(),
            code_phrase=given["code_phrase"].strip(),
            device_shared=given["device_shared"],
            content_allowed=given["content_allowed"],
        )
        return replace(
            self.card,
            profile=profile,
            phone=given["phone"].strip(),
            email=given["address"].strip(),
            safe_people=given["safe_people"].strip(),
            unsafe_people=given["unsafe_people"].strip(),
        )

    def _rule(self, channel: Channel, old: ContactProfile) -> ChannelRule:
        allowed = Allowed(self.cleaned_data[str(channel)] or Allowed.NO)
        before = old.rule_for(channel)
        window = self._window(channel) if channel in _TIMED else None
        windows = (window, *before.windows[1:]) if window and allowed is Allowed.AT_TIMES else ()
        same = (allowed, windows) == (before.allowed, before.windows)
        confirmed = self.cleaned_data["confirmed"] or (same and before.confirmed_since_disclosure)
        return ChannelRule(allowed, windows, confirmed)


def _initial(card: ContactCard) -> dict[str, Any]:
    profile = card.profile
    shown: dict[str, Any] = {
        "phone": card.phone,
        "address": card.email,
        "voicemail": str(profile.voicemail),
        "say_who": str(profile.say_who),
        "alias": profile.alias,
        "code_phrase": profile.code_phrase,
        "safe_people": card.safe_people,
        "unsafe_people": card.unsafe_people,
        "device_shared": profile.device_shared,
        "content_allowed": profile.content_allowed,
    }
    for channel in Channel:
        rule = profile.rule_for(channel)
        shown[str(channel)] = str(rule.allowed) if profile.asked else ""
        if rule.windows:
            first = rule.windows[0]
            shown[f"{channel}_days"] = [str(day) for day in sorted(first.weekdays)]
            shown[f"{channel}_opens"] = first.opens
            shown[f"{channel}_closes"] = first.closes
    return shown


class PlanForm(forms.Form):
    """Her safety plan: one line for each thing."""

    def __init__(self, posted: QueryDict | None, *, plan: Plan | None) -> None:
        content = plan.content if plan else {}
        initial = {
            key: lines if isinstance(lines, str) else "\n".join(lines)
            for key, lines in content.items()
        }
        super().__init__(posted, initial=initial)
        for key in (*PLAN_LISTS, "reason_to_live"):
            self.fields[key] = Lines(
                label=_(PLAN_HEADINGS[key]),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def content(self) -> dict[str, list[str] | str]:
        """As it is saved: a list of lines for each step, and what she lives for."""
        lists: dict[str, list[str] | str] = {
            key: self.cleaned_data[key].splitlines() for key in PLAN_LISTS
        }
        return lists | {"reason_to_live": self.cleaned_data["reason_to_live"]}

    def begun_from(self) -> int | None:
        """The version these words were begun from; 0: there was none yet."""
        number = self.data.get("begun_from", "")
        return int(number) if number.isdigit() else None


class CommentForm(forms.Form):
    """Whether a result fits how she feels."""

    fits = forms.CharField(required=False, max_length=12)
    words = Lines(required=False, max_length=1000)


class PlanWishForm(forms.Form):
    """What she says about her plan, or would change in it."""

    what = forms.ChoiceField(
        label=_("What is it?"),
        choices=(
            (str(WishKind.COMMENT), _("Something I want to say")),
            (str(WishKind.CHANGE), _("Something I would change")),
        ),
        initial=str(WishKind.COMMENT),
        required=False,
        widget=forms.RadioSelect,
    )
    goal = forms.ChoiceField(label=_("What is it about?"), required=False)
    words = Lines(
        label=_("In your words"),
        max_length=1000,
        error_messages={"required": _("Please write a few words first.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, goals: tuple[GoalOfHers, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        about = self.fields["goal"]
        if isinstance(about, forms.ChoiceField):
            hers = [(goal.id, goal.words) for goal in goals]
            about.choices = [("", _("The whole plan")), *hers]

    def kind(self) -> WishKind:
        """A comment, unless she said it is a change."""
        return WishKind(self.cleaned_data["what"] or WishKind.COMMENT)

    def goal_id(self) -> UUID | None:
        """The goal it is about; None: the whole plan."""
        return UUID(self.cleaned_data["goal"]) if self.cleaned_data["goal"] else None


class JoinForm(forms.Form):
    """Before she joins by video: where she is, who can help there, and whether she can talk."""

    where = forms.CharField(
        label=_("Where are you right now?"),
        help_text=_("A street and a town. We only use it to send help if you need it."),
        required=False,
        max_length=WHERE_MOST,
    )
    same = forms.BooleanField(label=_("The same place as last time"), required=False)
    helper = forms.CharField(
        label=_("Who near you could help? (you can leave it empty)"),
        required=False,
        max_length=120,
    )
    overheard = forms.ChoiceField(
        label=_("Can anyone hear you?"),
        choices=_said(Overheard),
        required=False,
        widget=forms.RadioSelect,
    )
    fallback = forms.ChoiceField(
        label=_("If the call drops, what should we do?"),
        choices=_said(FallbackWay),
        required=False,
        widget=forms.RadioSelect,
        initial=str(FallbackWay.WAIT),
    )
    fallback_number = forms.CharField(
        label=_("The number to call"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def told(self, *, before: str, listens_only: bool) -> AtHerDoor:
        """As the action wants it; `before` is the last place, which no page shows."""
        given = self.cleaned_data
        return AtHerDoor(
            where=before if given["same"] and not given["where"].strip() else given["where"],
            helper=given["helper"],
            overheard=Overheard(given["overheard"]) if given["overheard"] else None,
            fallback=FallbackWay(given["fallback"] or FallbackWay.WAIT),
            fallback_number=given["fallback_number"],
            listens_only=listens_only,
        )


class MustNotKnowForm(forms.Form):
    """Somebody who must not know that she comes here."""

    name = forms.CharField(
        label=_("Their name"),
        max_length=80,
        error_messages={"required": _("Please write a name.")},
    )
    phone = forms.CharField(
        label=_("Their phone number, if you know it"), required=False, max_length=40
    )
    words = forms.CharField(
        label=_("Anything that helps us know them"), required=False, max_length=200
    )


class CalendarForm(forms.Form):
    """What her times are called in her calendar app, and that she knows who sees them."""

    word = forms.ChoiceField(
        label=_("What should each time be called?"),
        choices=[(str(word), _(word.label)) for word in CalendarWord],
        initial=str(CalendarWord.APPOINTMENT),
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios__input"}),
        error_messages={"required": _("Please choose one.")},
    )
    knows = forms.BooleanField(
        label=_("I know who can see my calendar."),
        required=False,
    )

    def __init__(self, *args: Any, is_on: bool, **facts: Any) -> None:
        super().__init__(*args, **facts)
        if is_on:
            del self.fields["knows"]
        else:
            self.fields["knows"].required = True
            wanted = _("Please tick this if it is so. If you are not sure, leave it off.")
            self.fields["knows"].error_messages["required"] = wanted

    def word_chosen(self) -> CalendarWord:
        """As the action asks for it."""
        return CalendarWord(self.cleaned_data["word"])
