"""Putting our words and reasons into the reader's language."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

register = template.Library()


@register.filter
def say(value: Any) -> str:
    """A word's label, a reason's sentence or a marked text, in the reader's language."""
    if value is None or value == "":
        return ""
    if hasattr(value, "label"):
        return gettext(value.label)
    if hasattr(value, "text") and hasattr(value, "params"):
        shown = {
            name: gettext(part.label) if hasattr(part, "label") else _shown(part)
            for name, part in value.params.items()
        }
        return gettext(value.text).format(**shown)
    return gettext(str(value))


def _shown(part: Any) -> Any:
    if isinstance(part, datetime):
        return date_format(part, "DATETIME_FORMAT")
    if isinstance(part, date):
        return date_format(part, "DATE_FORMAT")
    return part


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """The value at `key`, or nothing."""
    return mapping.get(key)


@register.simple_tag
def request_id() -> SafeString:
    """The hidden field that lets a form be sent twice and done once."""
    return format_html('<input type="hidden" name="request_id" value="{}">', uuid4())
