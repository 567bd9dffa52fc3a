"""The level of care: what the rule suggests, what was decided before, and what holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.assessment.models import Assessment, Handoff, LevelOfCare
from openiop.clients.models import Client
from openiop.domain.assessment.determination import Moment, needs_named_clinician
from openiop.domain.assessment.level import Suggestion, suggest
from openiop.domain.assessment.routes import CareLevel, Finding, Known, with_screen

from .content import Screen, care_facts, draft_of, measures_of, screen_of
from .lookup import newest_assessment


@dataclass(frozen=True)
class Determined:
    """One decision on the level of care as pages show it."""

    row: LevelOfCare
    told: Mapping[str, str]
    """Reasons, preference, mitigation, next step, as they were written."""
    evidence: tuple[tuple[str, str], ...]
    """Which side each line argued, and the line, as they stood then."""
    numbers: Mapping[str, int]
    decided_by_name: str

    @property
    def needs_named_clinician(self) -> bool:
        """Whether her start waits for the yes of a named clinician."""
        return needs_named_clinician(self.row.recommended or None, self.row.chosen or None)


def determined(row: LevelOfCare, names: Mapping[UUID, str]) -> Determined:
    """A decision opened."""
    content = json.loads(row.content) if row.content else {}
    return Determined(
        row=row,
        told=content.get("told", {}),
        evidence=tuple((side, text) for side, text in content.get("evidence", ())),
        numbers=content.get("numbers", {}),
        decided_by_name=names.get(row.decided_by, row.decided_as),
    )


def levels_of(client_id: UUID) -> list[Determined]:
    """Every decision on her level of care, newest first; two statements."""
    rows = list(LevelOfCare.objects.filter(client_id=client_id).order_by("-number"))
    names = names_by_id({row.decided_by for row in rows})
    return [determined(row, names) for row in rows]


@dataclass(frozen=True)
class LevelNow:
    """The level of care that holds, for who admits her."""

    level_id: UUID
    moment: Moment
    recommended: CareLevel
    offered: CareLevel
    chosen: CareLevel | None
    decided_at: datetime
    decided_by: UUID
    decided_by_name: str
    needs_named_clinician: bool
    """She chose less care than was recommended: a named clinician says yes, with mitigation."""
    why: str
    """The variance in a word, empty where the levels agree."""
    mitigation: str
    preference: str
    found: tuple[Finding, ...]
    """Findings that stood when it was decided."""


def level_facts(client_id: UUID) -> LevelNow | None:
    """The newest decision on her level of care; None while nobody decided. Two statements."""
    row = LevelOfCare.objects.filter(client_id=client_id).order_by("-number").first()
    if row is None:
        return None
    shown = determined(row, names_by_id({row.decided_by}))
    content = json.loads(row.content)
    return LevelNow(
        level_id=row.pk,
        moment=row.moment,
        recommended=row.recommended,
        offered=row.offered,
        chosen=row.chosen or None,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        decided_by_name=shown.decided_by_name,
        needs_named_clinician=shown.needs_named_clinician,
        why=row.variance.label if row.variance else "",
        mitigation=shown.told.get("mitigation", ""),
        preference=shown.told.get("preference_words", ""),
        found=tuple(Finding(each) for each in content.get("found", ())),
    )


@dataclass(frozen=True)
class LevelPage:
    """Everything a person decides on."""

    client: Client
    assessment: Assessment | None
    values: Mapping[str, str]
    """The fields of the newest assessment."""
    screen: Screen | None
    suggestion: Suggestion
    found: frozenset[Finding]
    before: tuple[Determined, ...]
    handoffs: tuple[HandoffLine, ...]


def level_page(client: Client) -> LevelPage:
    """What is known about her, what the rule makes of it, and what was decided; constant."""
    assessment = newest_assessment(client.pk)
    values = draft_of(assessment).values if assessment else {}
    screen = screen_of(client.pk, assessment)
    facts = care_facts(values, screen, measures_of(client.pk, assessment))
    findings = with_screen(facts.findings, facts.screen)
    return LevelPage(
        client=client,
        assessment=assessment,
        values=values,
        screen=screen,
        suggestion=suggest(facts),
        found=frozenset(each for each, known in findings.items() if known is Known.YES),
        before=tuple(levels_of(client.pk)),
        handoffs=tuple(handoffs_of([client.pk])),
    )


# Handing on


@dataclass(frozen=True)
class HandoffLine:
    """One try to hand her on."""

    row: Handoff
    to: str
    next_step: str
    words: str
    by_name: str


def handoffs_of(client_ids: Iterable[UUID]) -> list[HandoffLine]:
    """Every try to hand these women on, newest first; two statements."""
    rows = list(Handoff.objects.filter(client_id__in=list(client_ids)).order_by("-at", "-pk"))
    names = names_by_id({row.created_by for row in rows})
    lines = []
    for row in rows:
        told = json.loads(row.words) if row.words else {}
        lines.append(
            HandoffLine(
                row,
                told.get("to", ""),
                told.get("next_step", ""),
                told.get("words", ""),
                names.get(row.created_by, ""),
            )
        )
    return lines
