"""Asking for a first visit, and each step until it took place."""

from __future__ import annotations

import json

from openiop.base import clock
from openiop.clients.models import Episode
from openiop.discharge.models import Appointment, AppointmentStep
from openiop.discharge.queries.visits import facts_of, newest_step, visits_of
from openiop.domain.decision import refuse
from openiop.domain.discharge.visits import StepAsked, VisitKind, VisitState, may_step_visit
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes
from openiop.readiness.actions.looking import tell_first_visit


@action(Permission.BOOK_VISITS, audit="discharge.visit_asked_for")
def ask_for_visit(
    *,
    episode: Episode,
    kind: VisitKind,
    with_whom: str,
    phone: str = "",
    words: str = "",
    by: Actor,
) -> Appointment:
    """Write down that a visit was asked for, with whom."""
    if not with_whom.strip():
        raise refuse("with_whom", _("Say with whom."), field_name="with_whom")
    row = Appointment(episode=episode, kind=kind, created_by=by.id)
    row.told = json.dumps({"with_whom": with_whom.strip()[:200], "phone": phone.strip()[:60]})
    row.save(force_insert=True)
    audit_codes(kind=str(kind))
    _step(row, StepAsked(VisitState.REQUESTED), words, by, told_by_her=False)
    return row


@action(Permission.BOOK_VISITS, audit="discharge.visit_stepped")
def step_visit(
    *,
    appointment: Appointment,
    asked: StepAsked,
    words: str = "",
    told_by_her: bool = False,
    by: Actor,
) -> AppointmentStep:
    """Write down the next step of a visit; a slip is set right by a further step."""
    return _step(appointment, asked, words, by, told_by_her=told_by_her)


def _step(
    appointment: Appointment, asked: StepAsked, words: str, by: Actor, *, told_by_her: bool
) -> AppointmentStep:
    before = newest_step(appointment)
    local = clock.local(asked.at) if asked.at else None
    may_step_visit(
        VisitState(before.state) if before else None,
        StepAsked(asked.to, local, asked.place),
        clock.today(),
    ).or_refuse()
    row = AppointmentStep(
        appointment=appointment,
        number=before.number + 1 if before else 1,
        state=asked.to,
        starts_at=asked.at,
        told_by_her=told_by_her,
        created_by=by.id,
    )
    row.words = json.dumps({"place": asked.place.strip()[:200], "words": words.strip()[:400]})
    row.save(force_insert=True)
    audit_codes(state=str(asked.to))
    if asked.to is not VisitState.REQUESTED and appointment.kind.is_mental_health:
        _tell_what_is_booked(appointment.episode, by)
    return row


def _tell_what_is_booked(episode: Episode, by: Actor) -> None:
    """Readiness asks for the first visit afterwards: nobody has to write it down twice."""
    booked = (
        visit.on
        for visit in facts_of(visits_of(episode.pk))
        if visit.kind.is_mental_health and visit.state is VisitState.ACCEPTED and visit.on
    )
    tell_first_visit(client=episode.client, on=min(booked, default=None), by=by)
