"""What is tapped and typed, read with care: what is not one of ours counts as left open."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypeVar

from django.http import QueryDict

from openiop.domain.skills.attainment import LEVELS
from openiop.domain.skills.catalog import skill_of
from openiop.domain.skills.chain import Link, LinkKind
from openiop.domain.skills.climate import ClimateItem
from openiop.domain.skills.week import Noticed, Sentence
from openiop.domain.words import Word

W = TypeVar("W", bound=Word)


def word(words: type[W], given: str) -> W | None:
    """One of our words, or nothing."""
    return words(given) if given in {str(each) for each in words} else None


def whole(given: str) -> int | None:
    """A whole number, perhaps below zero, or nothing."""
    digits = given.removeprefix("-")
    return int(given) if digits.isdecimal() and digits.isascii() else None


def day(given: str, today: date) -> date | None:
    """Today, yesterday, or a date."""
    if given in ("", "today"):
        return today
    if given == "yesterday":
        return today - timedelta(days=1)
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None


def rated_sentences(sent: QueryDict) -> dict[str, int]:
    """Her three sentences, as far as she rated them."""
    given = {str(each): whole(sent.get(str(each), "")) for each in Sentence}
    return {name: value for name, value in given.items() if value is not None}


def noticed(sent: QueryDict) -> dict[str, str]:
    """What she wrote, by question."""
    return {str(each): lines(sent.get(f"told_{each}", "")) for each in Noticed}


def unnamed(sent: QueryDict) -> dict[str, int | None]:
    """What is counted without her name."""
    return {str(item): whole(sent.get(str(item), "")) for item in ClimateItem}


def level(sent: QueryDict) -> int | None:
    """One of the five steps of a goal."""
    given = whole(sent.get("level", ""))
    return given if given in LEVELS else None


def chain_links(sent: QueryDict) -> list[Link]:
    """The links of a sheet in their order; empty ones are left out."""
    found = []
    for kind in LinkKind:
        skills = sent.getlist(f"{kind}_skill")
        for at, words in enumerate(sent.getlist(str(kind))):
            skill = skills[at] if at < len(skills) else ""
            if words.strip():
                known = skill if skill_of(skill) else ""
                found.append(Link(kind, lines(words).strip(), known))
    return found


def lines(words: str) -> str:
    """Her words with one sign for each line end."""
    return words.replace("\r\n", "\n")


def shown_links(links: Any) -> dict[LinkKind, Link]:
    """The links of a sheet by kind, for its form."""
    return {link.kind: link for link in links}
