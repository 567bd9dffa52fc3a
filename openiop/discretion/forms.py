"""What the pages of this door send; what is wrong with it, the rules say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as say

from openiop.base.web import choose_from
from openiop.clients.queries import Names
from openiop.domain.address import Address, AddressKind
from openiop.domain.callers import Caller
from openiop.domain.decision import Reason
from openiop.domain.kept_apart import Link
from openiop.domain.release import Relation
from openiop.domain.words import Word
from openiop.privacy.web import in_words

F = TypeVar("F", bound=forms.Form)

_say = lazy(gettext, str)


def _text(label: Any, hint: Any = "", *, longest: int = 120) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=longest,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": say("This is too long. Say it shorter.")},
    )


def _one_of(label: Any, words: Iterable[Word]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[(str(word), _say(word.label)) for word in words],
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
        error_messages={"required": say("Choose one."), "invalid_choice": say("Choose one.")},
    )


def with_reasons(form: F, reasons: Iterable[Reason]) -> F:
    """The form with each reason at its field."""
    for reason in reasons:
        known = reason.field_name if reason.field_name in form.fields else None
        form.add_error(known, in_words(reason))
    return form


class CallerForm(forms.Form):
    """Who is calling."""

    name = _text(say("Who is calling?"))
    phone = _text(say("From which number (optional)"), longest=40)

    def told(self) -> Caller:
        """As the action wants it."""
        return Caller(self.cleaned_data["name"], self.cleaned_data["phone"])


class NamesForm(forms.Form):
    """By which name she goes here, and by law."""

    chosen_name = _text(say("The name she goes by"), longest=60)
    last_name = _text(say("Last name on our pages"), longest=60)
    legal_first_name = _text(say("First name by law (if another)"), longest=60)
    legal_last_name = _text(
        say("Last name by law (if another)"),
        say("Only intake and billing read it. It is no way to find her."),
        longest=60,
    )
    why = _text(say("Why (optional)"))

    def told(self) -> Names:
        """As the action wants it."""
        return Names(**self.cleaned_data)


class AddressForm(forms.Form):
    """One address."""

    kind = _one_of(say("What it is for"), AddressKind)
    street = _text(say("Street or box"))
    more = _text(say("Apartment, in care of (optional)"))
    city = _text(say("Town"), longest=60)
    state = _text(say("State"), longest=20)
    postal_code = _text(say("ZIP code"), longest=12)
    number = _text(say("Number in the address program (optional)"), longest=40)

    def told(self) -> dict[str, Any]:
        """As the action wants it."""
        given = dict(self.cleaned_data)
        return {"kind": AddressKind(given.pop("kind")), "address": Address(**given)}


class BlockForm(forms.Form):
    """Somebody who must not know that she is here."""

    name = _text(say("Name"), longest=80)
    relation = _one_of(say("What they are to her"), Relation)
    phone = _text(say("Phone (optional)"), longest=40)
    email = _text(say("E-mail (optional)"))
    words = _text(say("How to know them (optional)"), longest=200)

    def told(self) -> dict[str, Any]:
        """As the action wants it."""
        return {**self.cleaned_data, "relation": Relation(self.cleaned_data["relation"])}


class ApartForm(forms.Form):
    """Another client she must not meet here without a decision."""

    other = forms.ChoiceField(
        label=say("Whom must she not meet here?"),
        widget=forms.Select(attrs={"class": "nhsuk-select"}),
        error_messages={name: say("Choose a client.") for name in ("required", "invalid_choice")},
    )
    link = _one_of(say("How they are linked"), Link)
    words = _text(say("What the lead should know (optional)"), longest=300)

    def __init__(self, data: Any, clients: Iterable[tuple[UUID, str]], **options: Any) -> None:
        super().__init__(data, **options)
        named = ((str(pk), name) for pk, name in clients)
        choose_from(self, "other", [("", gettext("Choose")), *named])

    def other_id(self) -> UUID:
        """The other client."""
        return UUID(self.cleaned_data["other"])

    def told_link(self) -> Link:
        """How they are linked."""
        return Link(self.cleaned_data["link"])


class EndForm(forms.Form):
    """Why a rule no longer holds."""

    why = _text(say("Why it no longer holds"), longest=300)
