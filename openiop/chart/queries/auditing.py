"""What an auditor reads: the trail about one client, and the golden thread of a note."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.care.models import CoSignature, Note
from openiop.care.queries.signed import AddendumView, SignedView, signed_by_note
from openiop.day.models import Attendance
from openiop.domain.care.plan import Intervention, PlannedGoal, Problem
from openiop.plans.models import PlanSignature, PlanVersion
from openiop.plans.queries import body_of, signatures_of
from openiop.privacy.models import AccessLog, AuditEvent

TRAIL_DAYS = timedelta(days=14)
"""How far back one page of the trail looks."""
TRAIL_MOST = 300
NOTES_MOST = 200


@dataclass(frozen=True)
class TrailLine:
    """One deed, refusal or look in the trail."""

    at: datetime
    by_name: str
    what: str
    """A code, as it is kept: never what was written about anybody."""
    outcome: str


def trail_of(client_id: UUID, last: date) -> list[TrailLine]:
    """Who did or opened what about her in the two weeks up to a day, newest first."""
    first = clock.at(last - TRAIL_DAYS, "00:00")
    until = clock.at(last + timedelta(days=1), "00:00")
    about = {"client_ids__icontains": str(client_id), "at__gte": first, "at__lt": until}
    deeds = AuditEvent.objects.filter(**about).order_by("-at", "-pk")
    looks = AccessLog.objects.filter(**about).order_by("-at", "-pk")
    rows = [
        *((row.at, row.by, row.verb, row.outcome) for row in deeds[:TRAIL_MOST]),
        *((row.at, row.by, row.page, "opened") for row in looks[:TRAIL_MOST]),
    ]
    rows.sort(key=lambda row: row[0], reverse=True)
    names = names_by_id({row[1] for row in rows})
    return [TrailLine(at, names.get(by, ""), what, how) for at, by, what, how in rows[:TRAIL_MOST]]


def notes_to_audit(client_id: UUID) -> list[Note]:
    """Her signed and struck notes, newest first; no text is opened."""
    rows = Note.objects.select_related("session", "goal").defer("body_sealed")
    signed = rows.filter(client_id=client_id).exclude(signed_at=None, struck_at=None)
    return list(signed.order_by("-session__starts_at")[:NOTES_MOST])


@dataclass(frozen=True)
class Thread:
    """A note with everything it hangs on: problem, goal, plan, session, attendance, signatures."""

    note: Note
    signed: SignedView | None
    """None where it was never signed."""
    shows_text: bool
    """False where it tells of a partner's violence: that is read by those who treat her."""
    addenda: tuple[AddendumView, ...]
    second: CoSignature | None
    author_name: str
    struck_by: str
    led_by: tuple[str, ...]
    attendance: Attendance | None
    plan: PlanVersion | None
    """The version that held on the day of the session."""
    plan_signed: tuple[PlanSignature, ...]
    goal: PlannedGoal | None
    problems: tuple[Problem, ...]
    services: tuple[Intervention, ...]


def thread_of(note: Note) -> Thread:
    """The golden thread of one note; constant statements."""
    signed, addenda = signed_by_note([note])
    session = note.session
    leaders = [session.lead_id, session.co_lead_id]
    names = names_by_id([note.author_id, note.struck_by, *leaders])
    ended = clock.at(session.on + timedelta(days=1), "00:00")
    plans = PlanVersion.objects.filter(client_id=note.client_id, frozen_at__lt=ended)
    plan = plans.order_by("-number").first()
    body = body_of(plan) if plan else None
    goals = body.goals if body else ()
    goal = next((each for each in goals if note.goal and each.id == str(note.goal.pk)), None)
    return Thread(
        note=note,
        signed=signed.get(note.pk),
        shows_text=not note.partner_violence,
        addenda=() if note.partner_violence else tuple(addenda[note.pk]),
        second=CoSignature.objects.filter(note=note).first(),
        author_name=names.get(note.author_id, ""),
        struck_by=names.get(note.struck_by, "") if note.struck_by else "",
        led_by=tuple(names[id_] for id_ in leaders if id_ and id_ in names),
        attendance=Attendance.objects.filter(session=session, client_id=note.client_id).first(),
        plan=plan,
        plan_signed=tuple(signatures_of(plan)) if plan else (),
        goal=goal,
        problems=tuple(p for p in body.problems if p.id in goal.problems) if body and goal else (),
        services=body.interventions_of(goal.id) if body and goal else (),
    )
