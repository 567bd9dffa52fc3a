"""The shape of a state and the word beside it: many on a page, so drawn without a template each."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_RING = '<circle cx="8" cy="8" r="6" fill="none" stroke-width="2"/>'
_PERSON = (
    '<path d="M8 .8 15.2 8 8 15.2.8 8Z" stroke="none"/>'
    '<path d="M8 4.2v4.6" fill="none" class="dot__cut" stroke-width="2"/>'
    '<circle class="dot__cut-dot" cx="8" cy="11.3" r="1.2" stroke="none"/>'
)
SHAPES = {
    "here": '<circle cx="8" cy="8" r="6.5" stroke="none"/>',
    "late": f'{_RING}<path d="M8 2a6 6 0 0 1 0 12Z" stroke="none"/>',
    "expected": _RING,
    "away": '<path d="M2.5 8h11" fill="none" stroke-width="2.5" stroke-linecap="round"/>',
    "remote": (
        '<rect x="1.5" y="3" width="13" height="8.5" rx="1.5" fill="none" stroke-width="2"/>'
        '<path d="M5 14.5h6" stroke-width="2" stroke-linecap="round"/>'
    ),
    "call": _PERSON,
    "person": _PERSON,
    "soon": (
        '<path d="M8 1.5 15 14H1Z" fill="none" stroke-width="2" stroke-linejoin="round"/>'
        '<path d="M8 6v3.5M8 11.5v1" stroke-width="1.8"/>'
    ),
    "done": (
        '<path d="m2.5 8.5 3.8 4 7-9" fill="none" stroke-width="2.5" stroke-linecap="round" '
        'stroke-linejoin="round"/>'
    ),
    "signed": (
        '<circle cx="8" cy="8" r="7" stroke="none"/>'
        '<path class="dot__cut" d="m4.5 8.3 2.5 2.6L11.5 5.5" fill="none" stroke-width="2"/>'
    ),
    "draft": (
        '<rect x="2.5" y="2.5" width="11" height="11" rx="2" fill="none" stroke-width="2" '
        'stroke-dasharray="3 2"/>'
    ),
    "info": (
        '<circle cx="8" cy="8" r="6.5" fill="none" stroke-width="1.8"/>'
        '<path d="M8 7.5v4M8 4.3v1.2" stroke-width="2"/>'
    ),
}
"""By kind of state; person is for staff only."""

_NO_SHAPE = '<circle cx="8" cy="8" r="2" stroke="none"/>'
_DOTS = {
    kind: mark_safe(  # noqa: S308 - written above, nothing of it comes from anybody
        f'<svg class="dot" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{shape}</svg>'
    )
    for kind, shape in {**SHAPES, "": _NO_SHAPE}.items()
}


@register.simple_tag
def dot(kind: str) -> SafeString:
    """The shape of a state, never alone: a word stands beside it (`status` does both)."""
    return _DOTS.get(kind, _DOTS[""])


@register.simple_tag
def status(kind: str, label: str, note: str = "") -> SafeString:
    """A state as word and shape, readable in grey; the note is smaller and after it."""
    after = format_html(' <span class="quiet">{}</span>', note) if note else ""
    return format_html(
        '<span class="status status--{}">{}<span>{}{}</span></span>', kind, dot(kind), label, after
    )
