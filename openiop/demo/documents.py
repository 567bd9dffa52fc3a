"""The demo's other notes: assessments, weekly summaries, a contact between sessions, letters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from openiop.base import clock
from openiop.care.actions.opening import hold_note
from openiop.care.models import Note
from openiop.care.queries.goals import goals_by_client
from openiop.clients.models import Client
from openiop.day.actions import keep_contact
from openiop.documents import actions, queries
from openiop.documents.models import Document
from openiop.domain.care.between import (
    CoachedSkill,
    ContactNote,
    ContactOutcome,
    ContactWay,
    RiskAsked,
)
from openiop.domain.care.note_kinds import NoteKind
from openiop.domain.care.opening import HoldKind
from openiop.domain.health.team import TeamPart
from openiop.domain.letters.letter import LetterBody, LetterFact, LetterKind
from openiop.health.actions import join_team
from openiop.letters import actions as letters
from openiop.privacy.actor import Actor, system
from openiop.programs.actions import set_license
from openiop.programs.models import StaffMember

LICENSE_DAYS = 21
"""The facilitator's license ends so many days after today: shown ahead, and nothing stops yet."""
SUMMARIES_FROM = -8
"""Program days from today from which weeks are summed up."""
OWES_ONE_OF = 6
"""Of so many summaries one is not written yet."""
CONTACT_WITH, LETTER_FOR, LETTER_ASKED_BY = "Mara", "Keisha", "Mara"
HELPED_BY_TRAINEE, HELD_FOR = "Imani", "Talia"
HOLD_DAYS = 9

ASSESSMENT = {
    "reason": "“{goal}” She says mornings are the hardest part of the day.",
    "strengths": "Comes although it is hard. Finds words for what she feels.",
    "now": "Low mood most days, broken sleep, little appetite. Still meets one friend.",
    "care_before": "Counseling in school years helped; a waiting list after that.",
    "body": "No illness she knows of. Medication as in her list.",
    "substances": "A glass of wine on some weekends; nothing else.",
    "people": "A sister nearby who knows. Friends know less.",
    "life": "Rents. Shifts change from week to week. Two buses each way.",
    "risk": "Thoughts of not waking up in the last month, no plan, no intent. Her sister protects.",
    "status": "Awake, oriented, speech quiet, thoughts in order, mood low.",
    "summary": "Low mood with worry; she wants skills for mornings and people around her.",
    "advice": "Intensive outpatient program, three days a week.",
    "risk_change": "none",
    "minutes": "60",
}
VISIT = {
    "since": "Tells of mornings that take long, and of two nights with little sleep.",
    "taken": "As on her list. Takes it in the evening; dry mouth, nothing else.",
    "status": "Awake, thoughts in order, mood low, no thoughts of dying today.",
    "assessment": "Low mood with worry, sleep not yet steady.",
    "plan": "No change this week. What to watch for was explained. Next visit in four weeks.",
    "risk_change": "none",
    "minutes": "30",
}
BUS_PASS = {
    "need": "Two buses each way; the pass ran out on Monday.",
    "contact": "The county transport office, by phone, with her in the room.",
    "done": "The form is filled in and sent; a day pass for this week is at the desk.",
    "plan": "She will manage until the new pass comes.",
    "risk_change": "none",
    "minutes": "30",
}
PEER_WALK = {
    "together": "Walked to the bus stop and back, and spoke about mornings.",
    "her_words": "It is easier when somebody has been there.",
    "plan": "She wants to try the walk alone on Friday; we speak about it on Monday.",
    "risk_change": "none",
    "minutes": "30",
}
ASKED = "What did she say herself about Thursday, if the pass is late? Please add her words."
WEEK = {
    "assessment": "She used a skill outside the group and told of it.",
    "plan": "Go on with the same goal; look at mornings together.",
}


def license_ends(staff_id: UUID, today: date) -> None:
    """One license ends in three weeks."""
    member = StaffMember.objects.get(pk=staff_id)
    set_license(member=member, until_on=today + timedelta(days=LICENSE_DAYS), by=system())


def assess(client: Client, goal: str, therapist: Actor) -> None:
    """Her assessment, on her first day; what happened to her is left for her own time."""
    made = actions.begin(client=client, kind=NoteKind.ASSESSMENT, by=therapist)
    told = {name: text.format(goal=goal) for name, text in ASSESSMENT.items()}
    _sign(made, told, therapist)


def sum_up(client: Client, number: int, day: date, therapist: Actor) -> None:
    """The week before this day, assembled from what was signed; some are begun and not signed."""
    week = queries.weekly.week_around(client, day - timedelta(days=7))[0]
    if number % OWES_ONE_OF == 0:
        return
    made = actions.begin(client=client, kind=NoteKind.WEEKLY, on=week, by=therapist)
    if made.signed_at is None:
        _sign(made, WEEK, therapist)


def first_visit(client: Client, prescriber: Actor, therapist: Actor, *, is_seen: bool) -> None:
    """The prescriber joins her team; whoever began a while ago has had her first visit."""
    join_team(
        client=client,
        part=TeamPart.PRESCRIBER,
        from_on=clock.today(),
        staff_id=prescriber.id,
        by=therapist,
    )
    if is_seen:
        made = actions.begin(client=client, kind=NoteKind.PRESCRIBER, by=prescriber)
        _sign(made, VISIT, prescriber)


def supervised(client: Client, trainee: Actor, therapist: Actor, lead: Actor) -> None:
    """A trainee's note waits for its second signature, with a question in the margin."""
    join_team(
        client=client,
        part=TeamPart.CASE_MANAGER,
        from_on=clock.today(),
        staff_id=trainee.id,
        by=therapist,
    )
    made = actions.begin(client=client, kind=NoteKind.CASE_MANAGEMENT, by=trainee)
    goal = goals_by_client([client.pk])[client.pk][0]
    _sign(made, BUS_PASS | {"goal_id": str(goal.pk)}, trainee)
    actions.ask(document=made, words=ASKED, section="plan", by=lead)


def peer_walk(client: Client, peer: Actor, therapist: Actor) -> None:
    """Somebody who has been there herself joins her team and writes one note."""
    join_team(
        client=client,
        part=TeamPart.PEER,
        from_on=clock.today(),
        staff_id=peer.id,
        by=therapist,
    )
    made = actions.begin(client=client, kind=NoteKind.PEER, by=peer)
    goal = goals_by_client([client.pk])[client.pk][0]
    _sign(made, PEER_WALK | {"goal_id": str(goal.pk)}, peer)


def held_back(client: Client, therapist: Actor, lead: Actor, today: date) -> None:
    """One note she does not read yet, as she asked, with who looks again and until when."""
    note = Note.objects.filter(client=client, signed_at__isnull=False).latest("signed_at")
    hold_note(
        note=note,
        kind=HoldKind.HER_WISH,
        why="She asked that this one is not on her phone before her cousin has left again.",
        reviewer_id=lead.id,
        expires_on=today + timedelta(days=HOLD_DAYS),
        by=therapist,
    )


def _sign(document: Document, told: dict[str, str], by: Actor) -> None:
    kept = actions.keep(document=document, version=document.version, changes=told, by=by)
    actions.sign(document=kept, by=by)


def evening(
    name: str, client: Client, therapist: Actor, her: Actor, staff: Mapping[str, Actor]
) -> None:
    """The evening before today: a call, letters, a supervised note, a note held back."""
    if name == HELPED_BY_TRAINEE:
        supervised(client, staff["trainee"], therapist, staff["clinical_lead"])
        peer_walk(client, staff["peer"], therapist)
    if name == HELD_FOR:
        held_back(client, therapist, staff["clinical_lead"], clock.today())
    if name == CONTACT_WITH:
        note = ContactNote(
            ContactWay.CALL,
            CoachedSkill.GROUNDING,
            RiskAsked.NO_CONCERN,
            ContactOutcome.AT_NEXT,
            "Five things she could see, on the bus. It carried her home.",
        )
        keep_contact(client=client, note=note, by=therapist)
    if name == LETTER_ASKED_BY:
        letters.ask(
            client=client,
            kind=LetterKind.WORK,
            recipient="Clover Bakery, shift office",
            wish="That I have appointments on three mornings. Nothing else, please.",
            by=her,
        )
    if name == LETTER_FOR:
        letter = letters.ask(
            client=client, kind=LetterKind.SCHOOL, recipient="Evening college", by=therapist
        )
        body = LetterBody(
            LetterKind.SCHOOL,
            "Evening college",
            facts=frozenset({LetterFact.ATTENDS, LetterFact.DAYS}),
        )
        text = letters.draft(letter=letter, body=body, seen_number=0, by=therapist)
        letters.look_at(letter=letter, by=her)
        letters.agree(letter=letter, number=text.number, by=her)
