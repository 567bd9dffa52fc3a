"""The public pages: the site's own text where it wrote one, else ours; markdown to safe HTML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from django.template.loader import get_template
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from openiop.accounts.queries import names_by_id
from openiop.domain.public import PublicPage
from openiop.public.models import PageText

LANGUAGES = ("en", "es")

_MARKS = ("heading", "list", "paragraph", "emphasis", "newline", "link", "entity", "escape")
_INNER = ("balance_pairs", "fragments_join", "text_join")
"""Headings, lists, bold, italics and links. No raw HTML, no pictures, no code."""


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("zero", {"html": False}).enable([*_MARKS, *_INNER])


def as_html(body: str) -> SafeString:
    """A text as HTML that can hold nothing but text, headings, lists, emphasis and links.

    A page has one heading of the first order; every other is one of the second or below.
    """
    reader = _reader()
    tokens = reader.parse(body)
    _one_first_heading(tokens)
    shown: str = reader.renderer.render(tokens, reader.options, {})
    return SafeString(shown)  # raw HTML is off: what was typed is escaped


def _one_first_heading(tokens: list[Token]) -> None:
    firsts = [token for token in tokens if token.tag == "h1"]
    for token in firsts[2:]:  # the first one opens and closes
        token.tag = "h2"


def ours(page: PublicPage, language: str) -> str:
    """The text this product ships."""
    wanted = language if language in LANGUAGES else "en"
    template = get_template(f"public/texts/{wanted}/{page}.md")
    source: str = template.template.source  # type: ignore[attr-defined] # Django's own engine
    return source


def versions(page: PublicPage, language: str) -> list[PageText]:
    """Every version of a page here, newest first."""
    found = PageText.objects.filter(page=page, language=language)
    return list(found.order_by("-number"))


@dataclass(frozen=True)
class Shown:
    """A page as it stands."""

    page: PublicPage
    language: str
    body: str
    number: int
    is_own: bool


def standing(page: PublicPage, language: str) -> Shown:
    """What is shown now, in this language."""
    found = PageText.objects.filter(page=page, language=language).order_by("-number").first()
    own = found.body if found else ""
    return Shown(
        page=page,
        language=language,
        body=own or ours(page, language),
        number=found.number if found else 0,
        is_own=bool(own),
    )


@dataclass(frozen=True)
class TextRow:
    """A page in the list of those who write them."""

    page: PublicPage
    language: str
    is_own: bool
    number: int
    since: datetime | None
    by: str


def all_texts() -> list[TextRow]:
    """Every page in every language, and whose words stand there."""
    newest: dict[tuple[str, str], PageText] = {}
    for each in PageText.objects.order_by("number"):
        newest[(each.page, each.language)] = each
    names = names_by_id(each.created_by for each in newest.values())
    return [
        _row(page, language, newest.get((page, language)), names)
        for page in PublicPage
        for language in LANGUAGES
    ]


def _row(page: PublicPage, language: str, text: PageText | None, names: dict[UUID, str]) -> TextRow:
    return TextRow(
        page=page,
        language=language,
        is_own=bool(text and text.body),
        number=text.number if text else 0,
        since=text.created_at if text else None,
        by=names.get(text.created_by, "") if text else "",
    )


def page_called(name: str, among: Iterable[PublicPage] = PublicPage) -> PublicPage | None:
    """The page with this name in its address."""
    return next((page for page in among if str(page) == name), None)
