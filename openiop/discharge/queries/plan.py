"""Her plan for afterwards: what is written, what her record says, and what is still open."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from openiop.accounts.queries import names_by_id, staff_with_role
from openiop.admission.models import DischargePlan
from openiop.care.models import Goal
from openiop.care.queries.goals import goals_by_client
from openiop.clients.models import Client, Episode
from openiop.clients.queries import stays_of
from openiop.discharge.models import Aftercare, FollowUpChoice
from openiop.domain.discharge.aftercare import (
    AftercareBody,
    AftercareFacts,
    Element,
    SignAndDeed,
    Standing,
    open_elements,
    standing_of,
)
from openiop.domain.discharge.visits import VisitKind, VisitState
from openiop.domain.privacy import Role
from openiop.health.models import Medication
from openiop.health.queries import (
    Allergies,
    DiagnosisLine,
    allergies_of,
    diagnoses_of,
    medication_reviews,
    standing_medications,
)
from openiop.safety.queries.plans import Plan, plan_of

from .visits import VisitLine, visits_of


def pack(body: AftercareBody) -> str:
    """As stored."""
    return json.dumps(
        {
            "texts": {str(name): text for name, text in body.texts.items()},
            "signs": [[each.sign, each.deed, each.tell] for each in body.signs],
            "hard_times": body.hard_times,
            "not_needed": {str(name): why for name, why in body.not_needed.items()},
        }
    )


def unpack(stored: str) -> AftercareBody:
    """From what is stored."""
    told = json.loads(stored) if stored else {}
    return AftercareBody(
        texts={Element(name): text for name, text in told.get("texts", {}).items()},
        signs=tuple(SignAndDeed(*each) for each in told.get("signs", ())),
        hard_times=told.get("hard_times", ""),
        not_needed={Element(name): why for name, why in told.get("not_needed", {}).items()},
    )


def newest(episode_id: UUID) -> Aftercare | None:
    """The version that holds."""
    return Aftercare.objects.filter(episode_id=episode_id).order_by("-number").first()


def bodies_by_episode(ids: Iterable[UUID]) -> dict[UUID, Aftercare]:
    """The version that holds of each stay that has one; one statement."""
    rows = Aftercare.objects.filter(episode_id__in=list(ids)).order_by("number")
    return {row.episode_id: row for row in rows}


def choice_of(client_id: UUID) -> FollowUpChoice | None:
    """What she chose for afterwards, newest; None: not asked yet."""
    return FollowUpChoice.objects.filter(client_id=client_id).order_by("-number").first()


def choices_by_client(ids: Iterable[UUID]) -> dict[UUID, FollowUpChoice]:
    """What each of them chose for afterwards; one statement."""
    rows = FollowUpChoice.objects.filter(client_id__in=list(ids)).order_by("number")
    return {row.client_id: row for row in rows}


def responsible_by_episode(stays: Iterable[Episode]) -> dict[UUID, UUID]:
    """Who holds each of them until the first visit: named in her plan, else her therapist, else
    the clinical lead. Two statements."""
    listed = list(stays)
    plans = bodies_by_episode(stay.pk for stay in listed)
    lead = next(iter(staff_with_role(Role.CLINICAL_LEAD)), None)
    found = {}
    for stay in listed:
        plan = plans.get(stay.pk)
        held_by = (plan.responsible_id if plan else None) or stay.therapist_id or lead
        if held_by is not None:
            found[stay.pk] = held_by
    return found


@dataclass(frozen=True)
class ElementLine:
    """One element of the plan: where it stands, and its lines."""

    element: Element
    standing: Standing
    lines: tuple[str, ...]
    why_not: str

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to see to it."""
        return self.standing is Standing.OPEN


@dataclass(frozen=True)
class Told:
    """Everything her plan is made from."""

    episode: Episode
    client: Client
    body: AftercareBody
    number: int
    saved_at: datetime | None
    saved_by: str
    opened_on: date | None
    """When the plan was opened, at admission."""
    meant: str
    """What was meant to come next, as said at admission."""
    diagnoses: tuple[DiagnosisLine, ...]
    medications: tuple[Medication, ...]
    medications_asked: bool
    allergies: Allergies
    safety_plan: Plan | None
    goals: tuple[Goal, ...]
    visits: tuple[VisitLine, ...]
    choice: FollowUpChoice | None
    responsible_id: UUID | None
    responsible: str
    responsible_named: bool

    @property
    def facts(self) -> AftercareFacts:
        """As the rules see it."""
        standing = [each for each in self.visits if each.is_standing]
        return AftercareFacts(
            body=self.body,
            diagnoses=len(self.diagnoses),
            medications=len(self.medications),
            medications_asked=self.medications_asked,
            therapy_visit=any(
                each.kind in (VisitKind.THERAPY, VisitKind.PHP)
                and each.now.state in (VisitState.ACCEPTED, VisitState.KEPT)
                for each in standing
            ),
            prescriber_visit=any(
                each.kind in (VisitKind.PRESCRIBER, VisitKind.PHP)
                and each.now.state in (VisitState.ACCEPTED, VisitState.KEPT)
                for each in standing
            ),
            safety_plan=self.safety_plan is not None,
            goals=len(self.goals),
            responsible=self.responsible_id is not None,
            follow_up_asked=self.choice is not None,
        )

    @property
    def open(self) -> tuple[Element, ...]:
        """What is still open."""
        return open_elements(self.facts)

    @property
    def elements(self) -> tuple[ElementLine, ...]:
        """Every element in order, with what stands in it."""
        facts = self.facts
        return tuple(
            ElementLine(
                each,
                standing_of(each, facts),
                self._lines(each),
                self.body.not_needed.get(each, ""),
            )
            for each in Element
        )

    def _lines(self, element: Element) -> tuple[str, ...]:
        if element is Element.DIAGNOSES:
            return tuple(f"{row.diagnosis.title} ({row.diagnosis.code})" for row in self.diagnoses)
        if element is Element.MEDICATIONS:
            return tuple(f"{row.name} {row.dose}".strip() for row in self.medications)
        if element is Element.EARLY_SIGNS:
            return tuple(
                " → ".join(part for part in (each.sign, each.deed, each.tell) if part)
                for each in self.body.signs
            )
        if element is Element.GOALS:
            return tuple(goal.her_words for goal in self.goals)
        if element is Element.RESPONSIBLE:
            return (self.responsible,) if self.responsible else ()
        return self.body.lines(element)


def told_of(episode: Episode) -> Told:
    """Her plan for afterwards with everything it is made from; constant statements."""
    client = episode.client
    row = newest(episode.pk)
    begun = DischargePlan.objects.filter(episode=episode).first()
    held = responsible_by_episode([episode]).get(episode.pk)
    names = names_by_id((held, row.created_by if row else None))
    reviews = medication_reviews(client.pk)
    return Told(
        episode=episode,
        client=client,
        body=unpack(row.body if row else ""),
        number=row.number if row else 0,
        saved_at=row.created_at if row else None,
        saved_by=names.get(row.created_by, "") if row else "",
        opened_on=begun.opened_on if begun else None,
        meant=begun.afterwards if begun else "",
        diagnoses=tuple(line for line in diagnoses_of(client.pk) if line.is_standing),
        medications=tuple(standing_medications(client.pk)),
        medications_asked=bool(reviews),
        allergies=allergies_of(client.pk),
        safety_plan=plan_of(client.pk),
        goals=tuple(goals_by_client([client.pk])[client.pk]),
        visits=tuple(visits_of(episode.pk)),
        choice=choice_of(client.pk),
        responsible_id=held,
        responsible=names.get(held, "") if held else "",
        responsible_named=bool(row and row.responsible_id),
    )


def newest_stay(client_id: UUID) -> Episode | None:
    """Her newest stay, also one that has ended."""
    stays = stays_of(client_id)
    return stays[-1] if stays else None
