"""Guarded seats: readiness, her choice, and leaving at any time, also in the middle."""

from __future__ import annotations

from datetime import timedelta

from openiop.admission.models import GroupSetting, SeatWord
from openiop.admission.queries.seats import seat_stands
from openiop.base import clock
from openiop.base.announce import announce
from openiop.clients.models import Client
from openiop.clients.queries import client_or_404
from openiop.domain.admission import GroupForm, SeatSaid
from openiop.domain.decision import refuse
from openiop.domain.events import Seated, SeatStopped
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import action, audit_codes
from openiop.programs.queries import license_now, signs_as
from openiop.schedule.actions import end_seat
from openiop.schedule.models import Group, Session


@action(Permission.MANAGE_PROGRAM, audit="admission.group_set")
def set_group_form(*, group: Group, form: GroupForm, by: Actor) -> GroupSetting:
    """Say who may join a group."""
    return GroupSetting.objects.create(
        group=group,
        number=GroupSetting.objects.filter(group=group).count() + 1,
        form=form,
        created_by=by.id,
    )


@action(Permission.GUARD_SEAT, audit="admission.readiness_said")
def say_readiness(*, client: Client, group: Group, ready: bool, words: str, by: Actor) -> SeatWord:
    """A clinician signs that she is ready for a guarded group, or not yet, and why."""
    if not words.strip():
        raise refuse("words", _("Say in a sentence what you base it on."), field_name="words")
    license_now(by.id).or_refuse()
    said = SeatSaid.READY if ready else SeatSaid.NOT_YET
    made = _say(client, group, said, words, by)
    if not ready:
        _leave_seat(client, group, by)
    return made


@action(Permission.GUARD_SEAT, audit="admission.choice_heard")
def hear_choice(*, client: Client, group: Group, words: str, by: Actor) -> SeatWord:
    """She was told what the group is and chose it, in a talk; her clinician writes it down."""
    return _say(client, group, SeatSaid.CHOOSES, words, by)


@action(Permission.CHOOSE_OWN_SEAT, audit="admission.she_chose")
def choose(*, client: Client, group: Group, by: Actor) -> SeatWord:
    """She reads what the group is and chooses it, on her own page."""
    return _say(client, group, SeatSaid.CHOOSES, "", by)


@action(Permission.STOP_SEAT, audit="admission.she_stops")
def stop(*, client: Client, group: Group, words: str = "", by: Actor) -> SeatWord:
    """She does not go on in this group, from now, also in the middle of a session. No reason."""
    made = _say(client, group, SeatSaid.STOPS, words, by)
    _leave_seat(client, group, by)
    announce(SeatStopped(client.pk, group.pk), by=by)
    return made


def _leave_seat(client: Client, group: Group, by: Actor) -> None:
    """Her seat ends today once today's session has begun, so that her minutes count; else before.

    A seat that begins later never begins.
    """
    now, today = clock.now(), clock.today()
    running = Session.objects.filter(group=group, on=today, starts_at__lte=now).exists()
    last = today if running else today - timedelta(days=1)
    end_seat(group=group, client=client, last_on=last, by=system(by))


def _say(client: Client, group: Group, said: SeatSaid, words: str, by: Actor) -> SeatWord:
    made = SeatWord(
        client=client,
        number=SeatWord.objects.filter(client=client).count() + 1,
        group=group,
        said=said,
        by_herself=by.is_client,
        said_as="" if by.is_client else signs_as(by.id) or by.name,
        created_by=by.id,
    )
    made.words = words.strip()
    made.save(force_insert=True)
    audit_codes(said=str(said), group=str(group.pk))
    return made


def on_seated(event: Seated, by: Actor) -> None:
    """A seat in a guarded group stands only with both words; else nothing was given."""
    group = Group.objects.get(pk=event.group_id)
    client = client_or_404(event.client_id)
    seat_stands(client.pk, group, clock.today()).may.or_refuse()
