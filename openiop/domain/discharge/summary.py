"""The discharge summary: sentences from signed facts, each with its sources; what may leave.

Source: domain.md 7.4 (summary before the last session), 3.4; 45 CFR 164.502(b) minimum necessary.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from openiop.domain.decision import Decision, Reason
from openiop.domain.release import Part
from openiop.domain.text import _
from openiop.domain.words import Word


class Chapter(Word):
    """The parts of a summary, in order."""

    STAY = "stay", _("The stay")
    DIAGNOSES = "diagnoses", _("Diagnoses")
    MEDICATIONS = "medications", _("Medications and allergies")
    COURSE = "course", _("Course and measures")
    GOALS = "goals", _("Goals")
    SKILLS = "skills", _("Skills")
    SAFETY = "safety", _("Safety")
    AFTER = "after", _("What comes next")
    OWN = "own", _("In the clinician's words")


PART_OF: dict[Chapter, Part] = {
    Chapter.STAY: Part.ATTENDANCE,
    Chapter.DIAGNOSES: Part.DIAGNOSES,
    Chapter.MEDICATIONS: Part.MEDICATIONS,
    Chapter.COURSE: Part.PROGRESS,
    Chapter.GOALS: Part.PLAN,
    Chapter.SKILLS: Part.PROGRESS,
    Chapter.SAFETY: Part.SAFETY_PLAN,
    Chapter.AFTER: Part.PLAN,
    Chapter.OWN: Part.NOTES,
}
"""Which part of a release each chapter needs before it leaves."""


@dataclass(frozen=True)
class Source:
    """Where a sentence comes from: what is shown, and the address that opens it."""

    words: str
    href: str


@dataclass(frozen=True)
class Sentence:
    """One sentence of a summary with every source it was made from."""

    chapter: Chapter
    text: str
    sources: tuple[Source, ...]
    is_kept: bool = True
    plain: str = ""
    """The same in plain words, for her; empty: it is not part of her paper."""


@dataclass(frozen=True)
class SummaryRules:
    """When a summary is due.

    Source: domain.md 7.4: "send the summary before the last session"; the days are
    [product default].
    """

    id: str = "openiop-discharge-summary/1"
    ready_days_before: int = 1
    draft_days_before: int = 14
    unplanned_within_days: int = 3
    """After an end nobody planned."""


SUMMARY_RULES = SummaryRules()


def summary_due_on(
    last_day_on: date | None, ended_on: date | None, rules: SummaryRules = SUMMARY_RULES
) -> date | None:
    """A summary is ready the day before her last day; after an unplanned end within 3 days.

    Source: domain.md 7.4.
    """
    if last_day_on is not None and (ended_on is None or ended_on >= last_day_on):
        return last_day_on - timedelta(days=rules.ready_days_before)
    if ended_on is not None:
        return ended_on + timedelta(days=rules.unplanned_within_days)
    return None


def untraced(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Sentences that are kept and say where they come from nowhere.

    Source: issue: "each sentence traced to its source".
    """
    return tuple(each for each in sentences if each.is_kept and not each.sources)


def may_sign_summary(sentences: Sequence[Sentence], seen: int, newest: int) -> Decision:
    """A summary is signed as it was read, with at least one sentence, and each one traced.

    Source: issue: "drafted from signed facts with each sentence traced".
    """
    return Decision.all_of(
        (seen == newest, Reason("stale", _("It changed in the meantime. Read it again."))),
        (any(each.is_kept for each in sentences), Reason("empty", _("There is nothing in it."))),
        (
            not untraced(sentences),
            Reason("untraced", _("A sentence does not say where it comes from.")),
        ),
    )


def what_leaves(sentences: Sequence[Sentence], released: Collection[Part]) -> tuple[Sentence, ...]:
    """Only the sentences whose part she released to this person leave; the others stay here.

    Source: 45 CFR 164.508(a)(1); issue: "sent only under consent".
    """
    return tuple(each for each in sentences if each.is_kept and PART_OF[each.chapter] in released)


def may_send_summary(
    signed: bool, leaving: Sequence[Sentence], address: str, keep_away: bool
) -> Decision:
    """A signed summary leaves to somebody she signed a release for, with an address of theirs.

    Source: 45 CFR 164.508; domain.md 7.4.
    """
    return Decision.all_of(
        (signed, Reason("not_signed", _("The summary is not signed yet."))),
        (
            not keep_away,
            Reason("keep_away", _("She does not want this person to know. Nothing is shared.")),
        ),
        (
            bool(leaving),
            Reason("no_release", _("No release of hers lets us share this with them.")),
        ),
        (
            bool(address.strip()),
            Reason("no_address", _("We have no fax, e-mail or address for them.")),
        ),
    )
