"""What a request carries for every page: the site, the language she chose, the day asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.http import HttpRequest

from .models import Site

OWN_LANGUAGE = "language"
"""Where a signed-in client's session keeps the language she reads in."""


FAR_OFF = timedelta(days=3660)


def set_site(request: HttpRequest, site: Site) -> None:
    """Remember the site; done once, by the middleware that enters its scope."""
    request.META["openiop.site"] = site


def site_of(request: HttpRequest) -> Site:
    """The site the request is for."""
    return cast(Site, request.META["openiop.site"])


def choose_from(form: forms.BaseForm, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Give a field of a form the choices that are only known when it is shown."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} is no field of choices")
    field.choices = list(choices)


def day_asked_for(typed: str, today: date) -> date:
    """The day named in an address or a form; today when it cannot be read or is ten years off."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return today
    return day if abs(day - today) <= FAR_OFF else today
