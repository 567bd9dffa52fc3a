"""First visits with where each stands."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.discharge.models import Appointment, AppointmentStep
from openiop.domain.discharge.visits import (
    VISIT_STEPS,
    VisitFacts,
    VisitKind,
    VisitState,
)
from openiop.domain.privacy import About


@dataclass(frozen=True)
class StepLine:
    """One step of a visit."""

    state: VisitState
    starts_at: datetime | None
    place: str
    words: str
    written_at: datetime
    by: str
    told_by_her: bool


@dataclass(frozen=True)
class VisitLine:
    """A visit, its newest step, and those before it."""

    id: UUID
    episode_id: UUID
    kind: VisitKind
    with_whom: str
    phone: str
    steps: tuple[StepLine, ...]
    """The oldest first."""

    @property
    def now(self) -> StepLine:
        """Where it stands."""
        return self.steps[-1]

    @property
    def starts_at(self) -> datetime | None:
        """The newest time that was said."""
        return next((each.starts_at for each in reversed(self.steps) if each.starts_at), None)

    @property
    def place(self) -> str:
        """The newest place that was said."""
        return next((each.place for each in reversed(self.steps) if each.place), "")

    @property
    def next_states(self) -> tuple[VisitState, ...]:
        """What may come next."""
        return VISIT_STEPS[self.now.state]

    @property
    def is_standing(self) -> bool:
        """Whether it still counts: not called off."""
        return self.now.state is not VisitState.CANCELED

    @property
    def facts(self) -> VisitFacts:
        """As the rules see it."""
        return VisitFacts(self.kind, self.now.state, _day(self.starts_at))


def _day(at: datetime | None) -> date | None:
    return clock.local(at).date() if at else None


def visits_by_episode(ids: Iterable[UUID]) -> dict[UUID, list[VisitLine]]:
    """The visits of each stay, in the order they were asked for; three statements."""
    found: dict[UUID, list[VisitLine]] = {id_: [] for id_ in ids}
    rows = list(Appointment.objects.filter(episode_id__in=list(found)).order_by("created_at", "pk"))
    steps: dict[UUID, list[AppointmentStep]] = {}
    asked = AppointmentStep.objects.filter(appointment_id__in=[row.pk for row in rows])
    for step in asked.order_by("number"):
        steps.setdefault(step.appointment_id, []).append(step)
    names = names_by_id(step.created_by for each in steps.values() for step in each)
    for row in rows:
        told = json.loads(row.told) if row.told else {}
        found[row.episode_id].append(
            VisitLine(
                id=row.pk,
                episode_id=row.episode_id,
                kind=row.kind,
                with_whom=told.get("with_whom", ""),
                phone=told.get("phone", ""),
                steps=tuple(_step(step, names) for step in steps[row.pk]),
            )
        )
    return found


def _step(row: AppointmentStep, names: dict[UUID, str]) -> StepLine:
    told = json.loads(row.words) if row.words else {}
    return StepLine(
        state=row.state,
        starts_at=row.starts_at,
        place=told.get("place", ""),
        words=told.get("words", ""),
        written_at=row.created_at,
        by=names.get(row.created_by, ""),
        told_by_her=row.told_by_her,
    )


def visits_of(episode_id: UUID) -> list[VisitLine]:
    """The visits of one stay."""
    return visits_by_episode([episode_id])[episode_id]


def facts_of(lines: Iterable[VisitLine]) -> tuple[VisitFacts, ...]:
    """The visits as the rules see them."""
    return tuple(line.facts for line in lines)


def appointment_or_404(appointment_id: UUID) -> Appointment:
    """The visit with this id."""
    rows = Appointment.objects.select_related("episode__client")
    found = rows.filter(pk=appointment_id).first()
    if found is None:
        raise Http404("No such visit.")
    return found


def about_appointment(appointment_id: UUID, **_: object) -> About:
    """Whom a page about a visit is about."""
    return appointment_or_404(appointment_id).about()


def newest_step(appointment: Appointment) -> AppointmentStep | None:
    """Where a visit stands."""
    return AppointmentStep.objects.filter(appointment=appointment).order_by("-number").first()
