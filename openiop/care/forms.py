"""What the pages about notes and goals send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as say

from openiop.domain.care.edits import Seen, seen_from
from openiop.domain.care.opening import HoldKind

_JOINED = {"practiced": ", ", "interventions": "\n"}
"""Fields in which several things may be chosen, and what stands between them."""


@dataclass(frozen=True)
class Sent:
    """Single fields of a draft, as autosave or a whole form sent them."""

    seen: Seen
    changes: Mapping[str, str]
    is_autosave: bool

    @property
    def field(self) -> str:
        """The field autosave is about."""
        return next(iter(self.changes), "")


def sent_fields(post: QueryDict, known: tuple[str, ...]) -> Sent:
    """Read what was sent; fields that are not on the form stay as they are.

    A group of checkboxes sends nothing when nothing is chosen, so the form tells by `has` which of
    them it showed.
    """
    seen = seen_from(post.get("version", ""))
    if name := post.get("field", ""):
        return Sent(seen, {name: _text(name, post.getlist("value"))}, is_autosave=True)
    shown = {name for name in known if name in post} | (set(post.getlist("has")) & set(known))
    changes = {name: _text(name, post.getlist(name)) for name in known if name in shown}
    return Sent(seen, changes, is_autosave=False)


def _text(name: str, values: list[str]) -> str:
    if name in _JOINED:
        return _JOINED[name].join(value.strip() for value in values if value.strip())
    return values[-1].replace("\r\n", "\n").strip() if values else ""


def parts_of(name: str, text: str) -> list[str]:
    """A stored text as the values the page has for it."""
    return [part for part in text.split(_JOINED[name]) if part] if name in _JOINED else [text]


class GoalForm(forms.Form):
    """A new goal: her words first."""

    her_words = forms.CharField(
        label=say("In her own words"),
        help_text=say("As she says it: “I want to get through a morning without…”"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    our_words = forms.CharField(
        label=say("In clinical words (optional)"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AddendumForm(forms.Form):
    """Words added to a signed note."""

    text = forms.CharField(
        label=say("What do you want to add?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    why = forms.CharField(label=say("Why is this added now?"), max_length=200, required=False)
    not_names = forms.CharField(required=False, widget=forms.HiddenInput())


class HoldForm(forms.Form):
    """Why one note is held back from her, who looks again, and until when."""

    kind = forms.ChoiceField(label=say("Which exception?"), required=False)
    why = forms.CharField(
        label=say("Why, about her?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reviewer = forms.ChoiceField(label=say("Who looks at it again?"), required=False)
    expires_on = forms.DateField(
        label=say("Last day of the hold"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, people: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(str(kind), gettext(kind.label)) for kind in HoldKind]
        staff = [(str(id_), name) for id_, name in people.items()]
        cast(forms.ChoiceField, self.fields["kind"]).choices = [("", "-"), *kinds]
        cast(forms.ChoiceField, self.fields["reviewer"]).choices = [("", "-"), *staff]


class StrikeForm(forms.Form):
    """Why a note is taken out of the chart."""

    why = forms.CharField(
        label=say("Why is this note struck?"),
        help_text=say("It stays readable. Her chart keeps your reason."),
        max_length=300,
        required=False,
    )
