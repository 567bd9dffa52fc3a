"""The chain sheet: how one hard moment came about, link by link, and what could break a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Word

from .catalog import Skill, SkillDomain, by_domain, skill_of


class LinkKind(Word):
    """The kinds of links, in the order of a sheet; our own wording.

    Source: issue, Patterns: chain-analysis sheet of our own wording.
    """

    BEFORE = "before", _("What made the day harder already")
    START = "start", _("What started it")
    THOUGHT = "thought", _("A thought")
    FEELING = "feeling", _("A feeling")
    BODY = "body", _("In the body")
    ACTION = "action", _("What I did")
    AFTER = "after", _("What came after")


LINK_LETTERS_MAX = 240
LINKS_AT_MOST = 20

_HELPS: dict[LinkKind, tuple[SkillDomain, ...]] = {
    LinkKind.BEFORE: (SkillDomain.EMOTION, SkillDomain.ACTIVATION),
    LinkKind.START: (SkillDomain.BOUNDARIES, SkillDomain.RELATIONS),
    LinkKind.THOUGHT: (SkillDomain.THINKING, SkillDomain.MINDFULNESS),
    LinkKind.FEELING: (SkillDomain.EMOTION, SkillDomain.DISTRESS),
    LinkKind.BODY: (SkillDomain.GROUNDING, SkillDomain.DISTRESS),
    LinkKind.ACTION: (SkillDomain.DISTRESS, SkillDomain.RELATIONS),
    LinkKind.AFTER: (SkillDomain.RELATIONS, SkillDomain.THINKING),
}


@dataclass(frozen=True)
class Link:
    """One link in her words, and the skill that could break it."""

    kind: LinkKind
    words: str
    skill: str = ""


def skills_for(kind: LinkKind) -> tuple[Skill, ...]:
    """The skills that are offered for a link of this kind; any other may be chosen as well.

    Source: issue, Patterns: linked to skills that could break a link; [product default].
    """
    domains = dict(by_domain())
    return tuple(skill for domain in _HELPS[kind] for skill in domains[domain])


def may_keep_chain(title: str, links: Sequence[Link]) -> Decision:
    """A sheet has a name and at least one link; each link is short, and names skills we know.

    Source: issue, Patterns.
    """
    return Decision.all_of(
        (bool(title.strip()), Reason("title", _("Say which moment it is."), field_name="title")),
        (
            any(link.words.strip() for link in links),
            Reason("links", _("Write at least one link."), field_name="start"),
        ),
        (
            all(len(link.words) <= LINK_LETTERS_MAX for link in links),
            Reason(
                "long",
                _("Please keep each link under {most} letters."),
                params={"most": LINK_LETTERS_MAX},
            ),
        ),
        (len(links) <= LINKS_AT_MOST, Reason("many", _("This is more than one sheet holds."))),
        (
            all(not link.skill or skill_of(link.skill) for link in links),
            Reason("skill", _("Choose a skill from the list.")),
        ),
    )
