"""What is done to the curriculum: choosing a unit, keeping its order, attaching handouts."""

from __future__ import annotations

from openiop.base import clock
from openiop.clients.models import Client
from openiop.domain.care.curriculum import Modality, circles, may_waive, needed_before
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.domain.words import SessionKind
from openiop.privacy.actions import keep_file
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import action, audit_codes
from openiop.privacy.queries import bytes_of
from openiop.programs.models import Track
from openiop.schedule.actions import add_unit
from openiop.schedule.models import Group, Session, Unit
from openiop.schedule.queries import units_of

from . import queries
from .models import Handout, UnitWaiver

WHY_MAX = 300


@action(Permission.RUN_GROUP, audit="curriculum.unit_chosen")
def choose_unit(*, session: Session, unit: Unit, by: Actor) -> Session:
    """Teach this unit in a session; brief, room and notes take its title and interventions.

    Once a note of the session is signed its unit stays.
    """
    fresh = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if queries.notes_signed(fresh):
        raise refuse("signed", _("A note of this session is signed. Its unit stays."))
    if fresh.group is None or unit not in units_of(fresh.kind, fresh.group.track_id):
        raise refuse("other_course", _("This unit is not in the curriculum of this group."))
    audit_codes(before=str(fresh.unit_id or ""), after=str(unit.pk))
    fresh.unit = unit
    fresh.save()
    return fresh


@action(Permission.EDIT_CURRICULUM, audit="curriculum.unit_added")
def new_unit(
    *,
    kind: SessionKind,
    title: str,
    modality: Modality,
    track: Track | None = None,
    about_it: str = "",
    interventions: list[str],
    skill: str = "",
    any_order: bool = True,
    by: Actor,
) -> Unit:
    """Add a unit at the end of a course: a title and its order, no licensed text."""
    if not title.strip():
        raise refuse("title", _("Give the unit a title."), field_name="title")
    return add_unit(
        kind=kind,
        number=queries.last_number(kind, track.pk if track else None) + 1,
        title=title.strip()[:120],
        about_it=about_it.strip()[:300],
        interventions=[line.strip() for line in interventions if line.strip()],
        skill=skill.strip()[:80],
        modality=modality,
        track=track,
        any_order=any_order,
        by=system(by),
    )


@action(Permission.EDIT_CURRICULUM, audit="curriculum.unit_changed")
def change_unit(
    *,
    unit: Unit,
    title: str,
    modality: Modality,
    about_it: str,
    interventions: list[str],
    skill: str,
    any_order: bool,
    needs: list[Unit],
    by: Actor,
) -> Unit:
    """Change a unit's words, its order and what comes before it; signed notes keep their text."""
    if not title.strip():
        raise refuse("title", _("Give the unit a title."), field_name="title")
    unit.title, unit.about_it = title.strip()[:120], about_it.strip()[:300]
    unit.modality, unit.skill, unit.any_order = modality, skill.strip()[:80], any_order
    unit.interventions = [line.strip() for line in interventions if line.strip()]
    unit.needs = [str(each.pk) for each in needs if each.pk != unit.pk]
    course = [unit if each.pk == unit.pk else each for each in units_of(unit.kind, unit.track_id)]
    if circles(needed_before(queries.facts_of(course, {}))):
        raise refuse(
            "circle",
            _("These units wait for each other. Leave out one that comes before."),
            field_name="needs",
        )
    unit.save()
    return unit


@action(Permission.EDIT_CURRICULUM, audit="curriculum.unit_retired")
def retire_unit(*, unit: Unit, by: Actor) -> Unit:
    """Plan and suggest a unit no longer; what was taught keeps it."""
    if unit.retired_on is None:
        unit.retired_on = clock.today()
        unit.save()
    return unit


@action(Permission.EDIT_CURRICULUM, audit="curriculum.handout_attached")
def attach_handout(
    *, unit: Unit, title: str, language: str, name: str, content: bytes, by: Actor
) -> Handout:
    """Attach a file of the site's own to a unit."""
    file = keep_file(name=name, content=content, by=by)
    return Handout.objects.create(
        unit=unit,
        file=file,
        title=title.strip()[:120] or file.name,
        language=language,
        created_by=by.id,
    )


@action(Permission.EDIT_CURRICULUM, audit="curriculum.handout_struck")
def strike_handout(*, handout: Handout, why: str, by: Actor) -> Handout:
    """Take a handout off its unit; the file and the reason are kept."""
    if not why.strip():
        raise refuse("why", _("Say why it is taken off."), field_name="why")
    handout.struck_at, handout.struck_by = clock.now(), by.id
    handout.struck_why = why.strip()[:200]
    handout.save()
    return handout


@action(Permission.SEE_CURRICULUM, audit="curriculum.handout_given")
def give_out(*, handout: Handout, by: Actor) -> bytes:
    """Give out the file of a handout; the trail keeps who took which."""
    audit_codes(digest=handout.file.digest[:12])
    return bytes_of(handout.file)


@action(Permission.EDIT_GOALS, audit="curriculum.unit_waived")
def waive_unit(*, client: Client, group: Group, unit: Unit, why: str, by: Actor) -> UnitWaiver:
    """Set a unit aside for one client, with a reason; nothing waits for it, and others take it."""
    may_waive(queries.cover_of(group, client.pk, unit, clock.today()), why).or_refuse()
    waiver = UnitWaiver(
        client=client, unit=unit, waived_at=clock.now(), waived_by=by.id, created_by=by.id
    )
    waiver.why = why.strip()[:WHY_MAX]
    waiver.save(force_insert=True)
    return waiver


@action(Permission.EDIT_GOALS, audit="curriculum.waiver_ended")
def end_waiver(*, waiver: UnitWaiver, by: Actor) -> UnitWaiver:
    """The unit is for her again; that it was set aside stays readable."""
    fresh = UnitWaiver.objects.select_for_update(of=("self",)).get(pk=waiver.pk)
    if fresh.ended_at is None:
        fresh.ended_at, fresh.ended_by = clock.now(), by.id
        fresh.save()
    return fresh
