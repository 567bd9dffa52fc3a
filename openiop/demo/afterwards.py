"""Three women to the end: well at 90 days; up to a day program and back; left early and returned.

And two who show what is open: one leaves tomorrow, one has left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from openiop.accounts.actions import invite, welcome
from openiop.accounts.queries import actor_for
from openiop.base import clock
from openiop.care.actions.goals import add_goal
from openiop.clients.actions import (
    add_contact,
    move_stage,
    record_release,
    register,
    start_stay,
)
from openiop.clients.models import Client, Episode
from openiop.clients.queries import ContactTold
from openiop.discharge import actions as discharge
from openiop.discharge.actions.choosing import Wanted
from openiop.discharge.models import Appointment
from openiop.discharge.queries.plan import newest_stay
from openiop.discharge.queries.visits import visits_of
from openiop.discharge.tasks import send_released_papers
from openiop.domain.discharge.aftercare import AftercareBody, Element, SignAndDeed
from openiop.domain.discharge.return_door import Known, KnownSaid
from openiop.domain.discharge.visits import StepAsked, VisitKind, VisitState
from openiop.domain.episode import Stage, StayEnd
from openiop.domain.events import Admitted
from openiop.domain.followup.answers import (
    CallOutcome,
    HowIsIt,
    NoteAnswers,
    PlanHelps,
    VisitTold,
)
from openiop.domain.followup.notes import NoteMoment
from openiop.domain.measures.registry import instrument
from openiop.domain.privacy import Role
from openiop.domain.release import Part, Purpose, Relation
from openiop.domain.words import Channel
from openiop.followup import actions as followup
from openiop.followup.models import CallOwed, CaringNote
from openiop.followup.tasks import send_due_notes
from openiop.measures.actions import submit
from openiop.outbox.actions import set_safe_contact
from openiop.privacy.actor import Actor, system
from openiop.programs.models import Track
from openiop.safety.actions.plans import save_plan

from . import contacts
from .scores import answers_for

WELL, WELL_LAST = "Rhea", "Sorrelfield"
"""She finished, and is well at 90 days; she signs in as an alumna."""
RETURNED = "Tess"
"""She stepped up to a day program and came back to the stay that runs now."""
LEFT_EARLY = "Jolene"
"""She stopped early and comes back through the door."""
TOMORROW = "Leila"
"""Her last day is tomorrow, and her first visit is only asked for."""
LEFT_LATELY = "Katya"
NOT_HELD = "Hana"
"""Her first visit did not take place."""
CODE = "paper lantern"
BODY = AftercareBody(
    texts={
        Element.SUPPLY: "30 days, from her last day",
        Element.PRESCRIBER: "Elm Street Clinic, 555-0182",
        Element.SKILLS: "Cold water on my wrists\nOne small thing before noon\nSay the limit once",
        Element.SUPPORTS: "My cousin: rides and company\nMy friend from work: walks on Sunday",
        Element.GROUPS: "Library group, Tuesday evenings",
        Element.WORK: "Three mornings a week at first, then more",
        Element.CHILDCARE: "My cousin on Mondays; after-school care on the other days",
        Element.RETURN: "Two weeks in a row like in the spring, or sooner if I want",
    },
    signs=(
        SignAndDeed("I stop answering messages", "One answer a day, the shortest first", "Cousin"),
        SignAndDeed("My jaw hurts in the morning", "Walk before breakfast", ""),
        SignAndDeed("Three nights under five hours", "Call my therapist", "Therapist"),
    ),
    hard_times="The week before the holidays.",
)
BRIEF = AftercareBody(
    texts={
        Element.SUPPLY: "30 days, from her last day",
        Element.SKILLS: "Five senses\nThe next small step",
        Element.SUPPORTS: "My sister, most evenings",
        Element.RETURN: "When two weeks in a row are hard",
    },
    signs=(SignAndDeed("I stop cooking", "One warm meal a day", "My sister"),),
)
CHANGED = AftercareBody(
    texts={Element.SKILLS: "Naming it out loud", Element.RETURN: "When the nights are long again"},
    signs=(SignAndDeed("I cancel twice", "Text my sister", "My sister"),),
)


@dataclass(frozen=True)
class Before:
    """What was there before the weeks that are told day by day."""

    well: Client
    well_actor: Actor
    returned: Client


def opened_on(today: date) -> date:
    """When the program opened: before the first of these stays."""
    return today - timedelta(days=170)


def tell_before(staff: Mapping[str, Actor], track: Track, today: date) -> Before:
    """The stays that lie before the weeks of the story."""
    therapist = staff["therapist"]
    first, last = today - timedelta(days=153), today - timedelta(days=97)
    with clock.standing(clock.at(first, "09:00")):
        well, actor = _take_in(WELL, WELL_LAST, 41, "alumna", therapist)
        stay = _stay(well, track, first, last, therapist)
        add_goal(client=well, her_words="Walk by the water.", our_words="Activation.", by=therapist)
        _total(well, 19, 15, therapist)
    up_from, up_on = today - timedelta(days=150), today - timedelta(days=120)
    with clock.standing(clock.at(up_from, "10:00")):
        returned, tess = _take_in(RETURNED, "Pebblewick", 42, "", therapist)
        up = _stay(returned, track, up_from, up_from + timedelta(weeks=8), therapist)
        _total(returned, 18, 15, therapist)
    with clock.standing(clock.at(up_on, "15:00")):
        _total(returned, 23, 18, therapist)
        discharge.plans.write_plan(
            episode=up, body=CHANGED, responsible_id=therapist.id, seen_number=0, by=therapist
        )
        _agree(
            up,
            VisitKind.PHP,
            "Birch Hospital, day program",
            up_on + timedelta(days=1),
            staff["intake"],
        )
        _choose(returned, tess)
        discharge.ending.end(
            episode=up,
            how=StayEnd.STEPPED_UP,
            on=up_on,
            why="More days and a doctor each day were needed.",
            next_step="Day program, Birch Hospital, from tomorrow.",
            by=therapist,
        )
    with clock.standing(clock.at(up_on + timedelta(days=2), "10:00")):
        _kept(up, therapist)
    _finish_well(well, actor, stay, staff, last)
    return Before(well, actor, returned)


def _finish_well(
    client: Client, actor: Actor, stay: Episode, staff: Mapping[str, Actor], last: date
) -> None:
    therapist = staff["therapist"]
    with clock.standing(clock.at(last - timedelta(days=2), "11:00")):
        _total(client, 6, 5, therapist)
        discharge.plans.write_plan(
            episode=stay, body=BODY, responsible_id=therapist.id, seen_number=0, by=therapist
        )
        _agree(
            stay,
            VisitKind.THERAPY,
            "Dr. Elm, Elm Street Clinic",
            last + timedelta(4),
            staff["intake"],
        )
        _choose(client, actor)
        _send_summary(client, stay, therapist)
    with clock.standing(clock.at(last, "13:00")):
        discharge.ending.end(
            episode=stay,
            how=StayEnd.COMPLETED,
            on=last,
            why="What she came for holds.",
            next_step="Weekly therapy, Elm Street Clinic.",
            by=therapist,
        )
    steady = NoteAnswers(how=HowIsIt.STEADY, plan=PlanHelps.YES)
    for days, answers in (
        (1, NoteAnswers(how=HowIsIt.UP_AND_DOWN)),
        (7, NoteAnswers(how=HowIsIt.STEADY, visit=VisitTold.BEEN)),
        (30, steady),
    ):
        _answered(client, last + timedelta(days=days), answers)


def coming_back(client: Client, staff: Mapping[str, Actor]) -> None:
    """On her first day back: what was known was read to her, nothing was asked anew."""
    intake = staff["intake"]
    for known in (Known.REACH, Known.MEDICATIONS, Known.SAFETY_PLAN, Known.SKILLS):
        followup.confirm(client=client, known=known, said=KnownSaid.STILL, by=intake)


def ends(name: str, client: Client, episode: Episode, last: date, by: Actor, her: Actor) -> None:
    """How a stay of the story ends."""
    how, why, after = {
        LEFT_EARLY: (StayEnd.HER_CHOICE, "It was too much at once.", "She calls if she wants."),
        "Freya": (StayEnd.MOVED, "Her training is in another town.", "A therapist there."),
    }.get(name, (StayEnd.COMPLETED, "What she came for holds.", "Weekly therapy."))
    if name in (LEFT_EARLY, LEFT_LATELY):
        _choose(client, her)
    elif how is StayEnd.COMPLETED:
        _goes_with_a_plan(episode, last, by)
    discharge.ending.end(episode=episode, how=how, on=last, why=why, next_step=after, by=by)


def _goes_with_a_plan(episode: Episode, last: date, by: Actor) -> None:
    discharge.plans.write_plan(
        episode=episode, body=BRIEF, responsible_id=by.id, seen_number=0, by=by
    )
    _agree(episode, VisitKind.THERAPY, "Dr. Alder", last + timedelta(days=4), by)
    summary = discharge.summaries.draft(episode=episode, by=by)
    discharge.summaries.sign(summary=summary, seen=summary.version, by=by)


def _first_visits(clients: Mapping[str, tuple[Client, Actor, Actor]], today: date) -> None:
    """Her therapist calls after the first visit; one did not take place, and stays open."""
    for name, (client, _her, therapist) in clients.items():
        stay = newest_stay(client.pk)
        if stay is None or stay.ended_on is None or name == LEFT_EARLY:
            continue
        on = stay.ended_on + timedelta(days=5)
        if on >= today:
            continue
        with clock.standing(clock.at(on, "11:00")):
            _kept(stay, therapist, VisitState.NOT_HELD if name == NOT_HELD else VisitState.KEPT)


def tell(
    clients: Mapping[str, tuple[Client, Actor, Actor]],
    before: Before,
    staff: Mapping[str, Actor],
    track: Track,
    today: date,
) -> None:
    """What came of them, up to this morning. `clients`: her record, herself, her therapist."""
    _answered(
        before.well,
        today - timedelta(days=6),
        NoteAnswers(how=HowIsIt.STEADY, plan=PlanHelps.YES, words="I drove to the sea on my own."),
    )
    with clock.standing(clock.at(today - timedelta(days=6), "16:00")):
        _total(before.well, 4, 3, staff["therapist"])
    _comes_back(*clients[LEFT_EARLY][:2], staff, track, today)
    client, _her, therapist = clients[LEFT_LATELY]
    stay = newest_stay(client.pk)
    if stay is not None:
        with clock.standing(clock.at(today - timedelta(days=5), "10:00")):
            discharge.visits.ask_for_visit(
                episode=stay, kind=VisitKind.THERAPY, with_whom="Dr. Alder", by=therapist
            )
    _first_visits(clients, today)
    client, her, therapist = clients[TOMORROW]
    stay = newest_stay(client.pk)
    if stay is not None:
        with clock.standing(clock.at(today - timedelta(days=1), "17:20")):
            discharge.plans.write_plan(
                episode=stay, body=BODY, responsible_id=therapist.id, seen_number=0, by=therapist
            )
            discharge.visits.ask_for_visit(
                episode=stay,
                kind=VisitKind.THERAPY,
                with_whom="Dr. Elm, Elm Street Clinic",
                phone="555-0182",
                by=staff["intake"],
            )
            _choose(client, her)
            discharge.summaries.draft(episode=stay, by=therapist)
    with clock.standing(clock.at(today - timedelta(days=1), "17:40")):
        followup.add_meeting(
            starts_at=clock.at(today + timedelta(days=13), "17:30"),
            title="Tea and a walk",
            place="Oak room",
            by=staff["facilitator"],
        )


def _comes_back(
    client: Client, her: Actor, staff: Mapping[str, Actor], track: Track, today: date
) -> None:
    _answered(
        client,
        today - timedelta(days=6),
        NoteAnswers(how=HowIsIt.HARD, words="I think I left too soon.", call_me=True),
    )
    intake = staff["intake"]
    with clock.standing(clock.at(today - timedelta(days=5), "10:30")):
        for call in CallOwed.objects.filter(client=client, done_at__isnull=True):
            followup.note_call(
                call=call,
                outcome=CallOutcome.SPOKE,
                words="She would like to begin again, on fewer days at first.",
                by=intake,
            )
        for known, said, words in (
            (Known.REACH, KnownSaid.STILL, ""),
            (Known.MEDICATIONS, KnownSaid.CHANGED, "Takes only half since September."),
            (Known.SAFETY_PLAN, KnownSaid.STILL, ""),
            (Known.GOALS, KnownSaid.STILL, ""),
        ):
            followup.confirm(client=client, known=known, said=said, words=words, by=intake)
    with clock.standing(clock.at(today - timedelta(days=1), "11:20")):
        stay = start_stay(
            client=client,
            track=track,
            starts_on=today + timedelta(days=5),
            weekdays=[0, 3],
            planned_end_on=today + timedelta(days=61),
            therapist_id=staff["therapist_2"].id,
            by=staff["clinical_lead"],
        )
        followup.on_admitted(Admitted(client.pk, stay.pk), staff["clinical_lead"])


def _take_in(
    name: str, last_name: str, number: int, sign_in: str, therapist: Actor
) -> tuple[Client, Actor]:
    client = register(chosen_name=name, last_name=last_name, born_on=date(1984, 4, 9), by=system())
    user = invite(
        sign_in_name=sign_in or f"client {name.lower()}",
        display_name=name,
        roles=(Role.CLIENT,),
        client_id=client.pk,
        password="demo program morning" if sign_in else None,
        by=system(),
    )
    actor = actor_for(user)
    assert actor is not None  # noqa: S101 - invited just above
    welcome(by=actor)
    if card := contacts.card("any", number):
        set_safe_contact(person_id=client.pk, card=card, by=system())
    return client, actor


def _stay(client: Client, track: Track, first: date, last: date, by: Actor) -> Episode:
    stay = start_stay(
        client=client,
        track=track,
        starts_on=first,
        weekdays=list(track.weekdays),
        planned_end_on=last,
        therapist_id=by.id,
        by=system(),
    )
    move_stage(episode=stay, to=Stage.IN_PROGRAM, on=first, by=system())
    save_plan(
        client=client,
        content={
            "warning_signs": ["I stop answering messages"],
            "coping": ["Cold water on my wrists"],
            "people_to_ask": ["My cousin"],
            "professionals": ["988, call or text"],
            "reason_to_live": "The water in the morning.",
        },
        by=by,
    )
    return stay


def _total(client: Client, phq: int, gad: int, by: Actor) -> None:
    for form, total in (("phq-9", phq), ("gad-7", gad)):
        keep = {"q9": 0} if form == "phq-9" else {}
        submit(
            client=client,
            instrument_id=form,
            answers=answers_for(instrument(form), total, Random(total), keep),  # noqa: S311 - a story
            on_site=True,
            by=by,
        )


def _agree(stay: Episode, kind: VisitKind, whom: str, on: date, by: Actor) -> None:
    asked = discharge.visits.ask_for_visit(
        episode=stay, kind=kind, with_whom=whom, phone="555-0182", by=by
    )
    discharge.visits.step_visit(
        appointment=asked,
        asked=StepAsked(VisitState.ACCEPTED, clock.at(on, "10:00"), "Elm Street 4"),
        by=by,
    )


def _kept(stay: Episode, by: Actor, how: VisitState = VisitState.KEPT) -> None:
    for line in visits_of(stay.pk):
        if line.now.state is not VisitState.ACCEPTED:
            continue
        discharge.visits.step_visit(
            appointment=Appointment.objects.get(pk=line.id),
            asked=StepAsked(how, line.starts_at, line.place),
            words="Called there: she came." if how is VisitState.KEPT else "She was ill.",
            by=by,
        )


def _choose(client: Client, her: Actor) -> None:
    discharge.choosing.choose(
        client=client, wanted=Wanted(True, Channel.TEXT, alumnae=True), code=CODE, by=her
    )


def _send_summary(client: Client, stay: Episode, by: Actor) -> None:
    told = ContactTold(
        name="Dr. Elm",
        organization="Elm Street Clinic",
        relation=Relation.THERAPIST,
        phone="555-0182",
    )
    contact = add_contact(client=client, told=told, by=by)
    record_release(
        contact=contact,
        purposes={Purpose.CARE},
        parts=set(Part) - {Part.NOTES},
        signed_on=clock.today(),
        from_on=clock.today(),
        until_on=clock.today() + timedelta(days=180),
        by=by,
    )
    summary = discharge.summaries.draft(episode=stay, by=by)
    discharge.summaries.sign(summary=summary, seen=summary.version, by=by)
    discharge.summaries.send(summary=summary, contact=contact, by=by)
    send_released_papers()


def _answered(client: Client, on: date, answers: NoteAnswers) -> None:
    """A note goes out on its day, and she answers it in the evening."""
    with clock.standing(clock.at(on, "10:00")):
        send_due_notes()
    with clock.standing(clock.at(on, "18:00")):
        for note in CaringNote.objects.filter(client=client, answered_at__isnull=True):
            if note.due_on <= on <= note.until_on and NoteMoment(note.moment):
                followup.answer_note(note=note, answers=answers, by=system())
