"""What intake's pages send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as say

from openiop.domain.call_screen import CALL_FIELDS, CALL_RULES, JOIN
from openiop.domain.care.edits import Seen, seen_from
from openiop.domain.referral import EndReason, HandoffWay

_SEVERAL = frozenset({"concerns", "needs", "ways", "times", "device"})
"""Fields of which several choices may hold."""


@dataclass(frozen=True)
class CallSent:
    """Answers of a call, as autosave or the whole form sent them."""

    seen: Seen
    changes: Mapping[str, str]
    is_autosave: bool

    @staticmethod
    def as_values(name: str, text: str) -> list[str]:
        """A stored answer as the values the page has for it."""
        return text.split(JOIN) if name in _SEVERAL else [text]


def sent_call(post: QueryDict) -> CallSent:
    """Read what was sent; boxes nobody ticked send nothing, so the form says which it showed."""
    seen = seen_from(post.get("version", ""))
    if (name := post.get("field", "")) in CALL_FIELDS:
        return CallSent(seen, {name: _text(name, post.getlist("value"))}, is_autosave=True)
    shown = set(post) | set(post.getlist("has"))
    changes = {name: _text(name, post.getlist(name)) for name in CALL_FIELDS if name in shown}
    return CallSent(seen, changes, is_autosave=False)


def _text(name: str, values: list[str]) -> str:
    if name in _SEVERAL:
        return JOIN.join(value.strip() for value in values if value.strip())
    return values[-1].replace("\r\n", "\n").replace("\x00", "").strip() if values else ""


class EndForm(forms.Form):
    """Why she does not start here, and what is next for her."""

    reason = forms.ChoiceField(
        label=say("Why does she not start here?"),
        choices=[
            (str(each), say(each.label)) for each in EndReason if each is not EndReason.DUPLICATE
        ],
        widget=forms.RadioSelect,
        error_messages={"required": say("Say why she does not start here.")},
    )
    next_step = forms.CharField(
        label=say("What is the next step for her?"),
        help_text=say("A place and a time: “First session at Cedar House, Tuesday 10:00.”"),
        max_length=CALL_RULES.line_letters_most * 2,
        error_messages={"required": say("Name the next step for her.")},
    )
    handed_to = forms.CharField(
        label=say("Who takes it from here?"),
        help_text=say("A name she can ask for, and how to reach it."),
        max_length=CALL_RULES.line_letters_most,
        error_messages={"required": say("Name who takes it from here.")},
    )
    way = forms.ChoiceField(
        label=say("How was she handed on?"),
        choices=[(str(each), say(each.label)) for each in HandoffWay],
        widget=forms.RadioSelect,
        error_messages={"required": say("Say how she was handed on.")},
    )
    reached = forms.ChoiceField(
        label=say("Did they answer?"),
        choices=[("yes", say("Yes, they expect her")), ("no", say("Not yet; we try again"))],
        widget=forms.RadioSelect,
        error_messages={"required": say("Say whether they answered.")},
    )
    words = forms.CharField(
        label=say("Anything else (optional)"),
        required=False,
        max_length=CALL_RULES.text_letters_most,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
