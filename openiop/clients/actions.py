"""Registering clients and moving their stays along."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from uuid import UUID

from openiop.base import clock
from openiop.base.announce import announce
from openiop.domain.address import Address, AddressKind, may_keep_address
from openiop.domain.decision import refuse
from openiop.domain.episode import (
    OPEN_STAGES,
    TABLE,
    MoveAsked,
    Stage,
    StayMove,
    may_make_move,
    may_move,
    may_undo,
    standing,
)
from openiop.domain.events import Discharged, DischargeUndone, ReleaseRevoked
from openiop.domain.importing.client_row import ClientRow, contact_profile
from openiop.domain.kept_apart import Link, may_keep_apart
from openiop.domain.privacy import Permission
from openiop.domain.release import Part, Purpose, Relation, ReleaseFacts, may_release
from openiop.domain.text import _
from openiop.outbox.actions import set_safe_contact
from openiop.outbox.queries import ContactCard
from openiop.privacy.actions import tie
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import action, audit_codes
from openiop.privacy.models import TieKind
from openiop.programs.models import Track

from .models import (
    AddressChange,
    Client,
    ComingDays,
    Contact,
    ContactDetail,
    Episode,
    KeptApart,
    NameChange,
    Release,
    StageMove,
)
from .queries import (
    ContactTold,
    Names,
    addresses_of,
    contact_told,
    folded,
    move_rows,
    names_of,
    next_address_number,
    next_detail_number,
    next_move_number,
    next_name_number,
    remote_now,
    stay_facts,
    weekdays_before_leave,
)


@action(Permission.REGISTER_CLIENT, audit="clients.registered")
def register(
    *,
    chosen_name: str,
    last_name: str,
    legal_first_name: str = "",
    pronouns: str = "",
    born_on: date | None = None,
    language: str = "en",
    external_id: str = "",
    by: Actor,
) -> Client:
    """Take a woman into the system, by the name she chooses."""
    if not chosen_name.strip():
        raise refuse("name", _("We need a name to call her by."), field_name="chosen_name")
    return Client.objects.create(
        chosen_name=chosen_name.strip(),
        last_name=last_name.strip(),
        legal_first_name=legal_first_name.strip(),
        pronouns=pronouns.strip(),
        born_on=born_on,
        language=language,
        external_id=external_id.strip(),
        search_name=folded(f"{chosen_name} {last_name} {legal_first_name}")[:140],
        created_by=by.id,
    )


@action(Permission.REGISTER_CLIENT, audit="clients.admitted")
def start_stay(
    *,
    client: Client,
    track: Track,
    starts_on: date,
    weekdays: list[int],
    planned_end_on: date | None = None,
    therapist_id: UUID | None = None,
    remote: bool = False,
    by: Actor,
) -> Episode:
    """Admit a client to a track from a day on, with the weekdays on which she comes."""
    if Episode.objects.filter(client=client, stage__in=OPEN_STAGES).exists():
        raise refuse("already_here", _("She has a stay in the program already."))
    episode = Episode.objects.create(
        client=client,
        track=track,
        stage=Stage.ADMITTED,
        starts_on=starts_on,
        planned_end_on=planned_end_on,
        therapist_id=therapist_id,
        created_by=by.id,
    )
    was_here = Episode.objects.filter(client=client).exclude(pk=episode.pk).exists()
    StageMove.objects.create(
        episode=episode,
        move=StayMove.READMIT if was_here else StayMove.ADMIT,
        to=Stage.ADMITTED,
        on=starts_on,
        created_by=by.id,
    )
    set_coming_days(
        episode=episode, from_on=starts_on, weekdays=weekdays, remote=remote, by=system(by)
    )
    if therapist_id:
        tie(
            staff_id=therapist_id,
            client_id=client.pk,
            kind=TieKind.THERAPIST,
            from_on=min(starts_on, episode.created_at.date()),
            by=system(by),
        )
    return episode


@action(Permission.REGISTER_CLIENT, audit="clients.coming_days_set")
def set_coming_days(
    *, episode: Episode, from_on: date, weekdays: list[int], remote: bool = False, by: Actor
) -> ComingDays:
    """Say on which weekdays (0 Monday) she comes from a date on."""
    if not weekdays or not set(weekdays) <= set(range(7)):
        raise refuse("weekdays", _("Choose at least one day of the week."), field_name="weekdays")
    row, _made = ComingDays.objects.update_or_create(
        episode=episode,
        from_on=from_on,
        defaults={"weekdays": sorted(set(weekdays)), "remote": remote},
        create_defaults={
            "weekdays": sorted(set(weekdays)),
            "remote": remote,
            "created_by": by.id,
        },
    )
    return row


@action(Permission.REGISTER_CLIENT, audit="clients.paused")
def pause(*, episode: Episode, from_on: date, by: Actor) -> ComingDays:
    """She comes on no day from a date on, until coming days are set again; her stay goes on."""
    row, _made = ComingDays.objects.update_or_create(
        episode=episode,
        from_on=from_on,
        defaults={"weekdays": []},
        create_defaults={"weekdays": [], "created_by": by.id},
    )
    return row


@action(Permission.REGISTER_CLIENT, audit="clients.moved")
def move_stage(*, episode: Episode, to: Stage, on: date, by: Actor) -> Episode:
    """Move a stay to another stage, if the path allows it; its story is told elsewhere."""
    may_move(episode.stage, to).or_refuse()
    episode.stage = to
    if to is Stage.ENDED:
        episode.ended_on = on
    episode.save()
    move = StayMove.END if to is Stage.ENDED else StayMove.START
    StageMove.objects.create(
        episode=episode,
        number=next_move_number(episode),
        move=move,
        to=to,
        on=on,
        created_by=by.id,
    )
    return episode


@action(Permission.MOVE_STAY, audit="clients.stay_moved")
def make_move(*, episode: Episode, asked: MoveAsked, by: Actor) -> StageMove:
    """Move a stay as the table allows, with the reason; her days follow it."""
    fresh = Episode.objects.select_for_update(of=("self",)).get(pk=episode.pk)
    facts = stay_facts(fresh)
    may_make_move(facts, asked, clock.today()).or_refuse()
    row = StageMove(
        episode=fresh,
        number=next_move_number(fresh),
        move=asked.move,
        to=TABLE[asked.move][1],
        on=asked.on,
        leave_reason=asked.leave_reason or "",
        end=asked.end or "",
        return_on=asked.return_on,
        weekdays=list(facts.weekdays),
        created_by=by.id,
    )
    row.words = json.dumps({"why": asked.why.strip(), "next_step": asked.next_step.strip()})
    row.save(force_insert=True)
    _days_follow(fresh, row, asked, by)
    fresh.stage = row.to
    fresh.ended_on = asked.on if asked.move is StayMove.END else None
    fresh.save()
    audit_codes(move=str(asked.move), end=str(asked.end or ""), leave=str(asked.leave_reason or ""))
    if asked.move is StayMove.END:
        announce(Discharged(fresh.client_id, fresh.pk, str(asked.end or ""), asked.on), by=by)
    return row


def _days_follow(episode: Episode, row: StageMove, asked: MoveAsked, by: Actor) -> None:
    """On leave she comes on no day until the day she returns; then as before."""
    remote = remote_now(episode.pk, asked.on)
    days = weekdays_before_leave(episode.pk) or row.weekdays
    if asked.move in (StayMove.LEAVE, StayMove.NEW_RETURN):
        pause(episode=episode, from_on=asked.on, by=system(by))
        _clear_days_after(episode, asked.on, by)
        if asked.return_on and days:
            set_coming_days(
                episode=episode,
                from_on=asked.return_on,
                weekdays=list(days),
                remote=remote,
                by=system(by),
            )
    elif asked.move is StayMove.COME_BACK and days:
        set_coming_days(
            episode=episode, from_on=asked.on, weekdays=list(days), remote=remote, by=system(by)
        )
    elif asked.move in (StayMove.STEP_UP, StayMove.STEP_DOWN):
        set_coming_days(
            episode=episode,
            from_on=asked.on,
            weekdays=list(asked.weekdays),
            remote=remote,
            by=system(by),
        )


def _clear_days_after(episode: Episode, on: date, by: Actor) -> None:
    """Days said for a later date do not begin while she is away."""
    for later in ComingDays.objects.filter(episode=episode, from_on__gt=on):
        pause(episode=episode, from_on=later.from_on, by=system(by))


@action(Permission.MOVE_STAY, audit="clients.move_taken_back")
def undo_move(*, episode: Episode, why: str, by: Actor) -> StageMove:
    """Take the newest move back: a new row, and the stay stands where it stood before."""
    fresh = Episode.objects.select_for_update(of=("self",)).get(pk=episode.pk)
    rows = move_rows(fresh.pk)
    others = Episode.objects.filter(client_id=fresh.client_id, stage__in=OPEN_STAGES)
    may_undo(rows, others.exclude(pk=fresh.pk).exists(), why).or_refuse()
    held = standing(rows)
    undone, before = StageMove.objects.get(pk=held[-1].id), held[-2]
    row = StageMove(
        episode=fresh,
        number=next_move_number(fresh),
        move=StayMove.UNDO,
        to=before.to,
        on=clock.today(),
        weekdays=list(undone.weekdays),
        undoes=undone,
        created_by=by.id,
    )
    row.words = json.dumps({"why": why.strip(), "next_step": ""})
    row.save(force_insert=True)
    if undone.move is not StayMove.END and undone.weekdays:
        remote = remote_now(fresh.pk, undone.on)
        for from_on in {undone.on, undone.return_on or undone.on}:
            set_coming_days(
                episode=fresh,
                from_on=from_on,
                weekdays=list(undone.weekdays),
                remote=remote,
                by=system(by),
            )
    fresh.stage = before.to
    if before.to is not Stage.ENDED:
        fresh.ended_on = None
    fresh.save()
    audit_codes(undone=str(undone.move))
    if undone.move is StayMove.END:
        announce(DischargeUndone(fresh.client_id, fresh.pk), by=by)
    return row


@action(Permission.MOVE_STAY, audit="clients.length_planned")
def set_planned_end(*, episode: Episode, on: date, by: Actor) -> Episode:
    """Say until when a stay is planned; who decided it and why is kept by admission."""
    episode.planned_end_on = on
    episode.save(update_fields=["planned_end_on"])
    return episode


@action(Permission.IMPORT, audit="clients.imported")
def import_client(
    *, row: ClientRow, track: Track | None, therapist_id: UUID | None, by: Actor
) -> Client:
    """Take in a client from a file with her stay, once; what the file leaves out stays careful."""
    if Client.objects.filter(external_id=row.external_id).exists():
        raise refuse("already_here", _("A client with this number is here."), field_name="id")
    client = register(
        chosen_name=row.chosen_name,
        last_name=row.last_name,
        legal_first_name=row.legal_first_name,
        pronouns=row.pronouns,
        born_on=row.born_on,
        language=row.language,
        external_id=row.external_id,
        by=by,
    )
    audit_codes(client=str(client.pk), stay=row.starts_on is not None)
    if row.tells_how_to_reach_her:
        profile = contact_profile(row, clock.today())
        card = ContactCard(profile=profile, phone=row.phone, email=row.email)
        set_safe_contact(person_id=client.pk, card=card, by=by)
    if track is not None and row.starts_on is not None:
        _import_stay(client, track, row.starts_on, row, therapist_id, by)
    return client


def _import_stay(
    client: Client,
    track: Track,
    starts_on: date,
    row: ClientRow,
    therapist_id: UUID | None,
    by: Actor,
) -> None:
    episode = start_stay(
        client=client,
        track=track,
        starts_on=starts_on,
        weekdays=list(row.weekdays or track.weekdays),
        therapist_id=therapist_id,
        by=by,
    )
    if row.ended_on is not None:
        move_stage(episode=episode, to=Stage.IN_PROGRAM, on=starts_on, by=by)
        move_stage(episode=episode, to=Stage.ENDED, on=row.ended_on, by=by)
    elif starts_on <= clock.today():
        move_stage(episode=episode, to=Stage.IN_PROGRAM, on=starts_on, by=by)


# The people around her


@action(Permission.EDIT_PEOPLE, audit="clients.contact_added")
def add_contact(*, client: Client, told: ContactTold, by: Actor) -> Contact:
    """Take down somebody around her: who it is, what they are to her, how they are reached."""
    _named(told)
    contact = Contact.objects.create(client=client, created_by=by.id)
    _tell(contact, told, 1, by)
    return contact


@action(Permission.EDIT_PEOPLE, audit="clients.contact_changed")
def change_contact(*, contact: Contact, told: ContactTold, by: Actor) -> ContactDetail:
    """Say anew what is known of a contact; what was known before is kept.

    Once she wants somebody kept away, every release to them ends in the same moment.
    """
    _named(told)
    if told.keep_away:
        for release in Release.objects.filter(contact=contact, revoked_at__isnull=True):
            revoke(release=release, by=by)
    return _tell(contact, told, next_detail_number(contact), by)


@action(Permission.EDIT_PEOPLE, audit="clients.contact_struck")
def strike_contact(*, contact: Contact, why: str, by: Actor) -> Contact:
    """Take a contact off her chart, with the reason; releases to them end with it."""
    if not why.strip():
        raise refuse("why", _("Say why."), field_name="why")
    for release in Release.objects.filter(contact=contact, revoked_at__isnull=True):
        revoke(release=release, by=by)
    contact.struck_at, contact.struck_by, contact.struck_why = clock.now(), by.id, why.strip()
    contact.save()
    return contact


@action(Permission.EDIT_PEOPLE, audit="clients.release_recorded")
def record_release(
    *,
    contact: Contact,
    purposes: Collection[Purpose],
    parts: Collection[Part],
    signed_on: date,
    from_on: date,
    until_on: date,
    words: str = "",
    by: Actor,
) -> Release:
    """Record that she signed what may be shared with a contact, for what, and until when."""
    facts = ReleaseFacts(frozenset(purposes), frozenset(parts), from_on, until_on)
    may_release(facts, signed_on, contact_told(contact).keep_away, clock.today()).or_refuse()
    audit_codes(purposes=sorted(purposes), parts=sorted(parts))
    release = Release(
        contact=contact,
        purposes=sorted(purposes),
        parts=sorted(parts),
        signed_on=signed_on,
        from_on=from_on,
        until_on=until_on,
        created_by=by.id,
    )
    release.words = words.strip()
    release.save(force_insert=True)
    return release


@action(Permission.REVOKE_RELEASE, audit="clients.release_revoked")
def revoke(*, release: Release, by: Actor) -> Release:
    """She takes a release back; from this moment nothing is shared by it."""
    if release.revoked_at is None:
        release.revoked_at, release.revoked_by = clock.now(), by.id
        release.save()
        told = ReleaseRevoked(release.pk, release.contact_id, release.contact.client_id)
        announce(told, by=by)
    return release


def _named(told: ContactTold) -> None:
    if not told.name.strip() and not told.organization.strip():
        raise refuse("name", _("Give a name or an organization."), field_name="name")


def _tell(contact: Contact, told: ContactTold, number: int, by: Actor) -> ContactDetail:
    detail = ContactDetail(contact=contact, number=number, created_by=by.id)
    detail.told = told.packed()
    detail.save(force_insert=True)
    return detail


# What must not be known: names, addresses, people kept away, clients kept apart


@action(Permission.EDIT_NAMES, audit="clients.renamed")
def rename(*, client: Client, names: Names, by: Actor) -> NameChange:
    """Set by which name she goes here, and her legal name apart from it; earlier ones are kept."""
    if not names.chosen_name.strip():
        raise refuse("name", _("We need a name to call her by."), field_name="chosen_name")
    if not NameChange.objects.filter(client=client).exists():
        _keep_names(client, names_of(client), by)
    client.chosen_name = names.chosen_name.strip()
    client.last_name = names.last_name.strip()
    client.legal_first_name = names.legal_first_name.strip()
    # a legal last name is no way to find her: whoever types it learns the name she goes by
    client.search_name = folded(
        f"{client.chosen_name} {client.last_name} {client.legal_first_name}"
    )[:140]
    client.save()
    return _keep_names(client, names, by)


def _keep_names(client: Client, names: Names, by: Actor) -> NameChange:
    row = NameChange(client=client, number=next_name_number(client.pk), created_by=by.id)
    row.told = json.dumps({name: said.strip() for name, said in asdict(names).items()})
    row.save(force_insert=True)
    return row


@action(Permission.EDIT_ADDRESSES, audit="clients.address_set")
def set_address(
    *, client: Client, kind: AddressKind, address: Address, by: Actor
) -> AddressChange | None:
    """Keep an address of hers from now on; an empty one says that she has none of this kind."""
    if address == addresses_of(client.pk).known.get(kind, Address()):
        return None
    if any(asdict(address).values()):
        may_keep_address(address).or_refuse()
    row = AddressChange(
        client=client, kind=kind, number=next_address_number(client.pk), created_by=by.id
    )
    row.told = json.dumps({name: said.strip() for name, said in asdict(address).items()})
    row.save(force_insert=True)
    audit_codes(kind=str(kind))
    return row


@action(Permission.BLOCK_PEOPLE, audit="clients.person_blocked")
def block_person(
    *,
    client: Client,
    name: str,
    relation: Relation = Relation.OTHER,
    phone: str = "",
    email: str = "",
    words: str = "",
    by: Actor,
) -> Contact:
    """Somebody must not know that she is here; nobody is told that she said so."""
    if not name.strip():
        raise refuse("name", _("Please write a name."), field_name="name")
    told = ContactTold(
        name=name.strip(),
        relation=relation,
        phone=phone.strip(),
        email=email.strip(),
        words=words.strip(),
        keep_away=True,
    )
    contact = Contact.objects.create(client=client, created_by=by.id)
    _tell(contact, told, 1, by)
    return contact


@action(Permission.BLOCK_PEOPLE, audit="clients.person_unblocked")
def unblock_person(*, contact: Contact, by: Actor) -> Contact:
    """She no longer minds that they know; they stay among her people, with no release."""
    told = contact_told(contact)
    if told.keep_away:
        open_again = ContactTold(**{**vars(told), "keep_away": False})
        _tell(contact, open_again, next_detail_number(contact), by)
    return contact


@action(Permission.KEEP_APART, audit="clients.rule_added")
def keep_apart(
    *, client: Client, other: Client, link: Link, words: str = "", by: Actor
) -> KeptApart:
    """Two clients must not meet here without a decision of the lead; once is enough."""
    may_keep_apart(str(client.pk), str(other.pk)).or_refuse()
    # SQL compares ids as text on one database and as numbers on the other: both agree on hex
    one, two = sorted((client, other), key=lambda each: each.pk.hex)
    known = KeptApart.objects.filter(one=one, other=two, ended_at__isnull=True).first()
    if known is not None:
        return known
    row = KeptApart(one=one, other=two, created_by=by.id)
    row.told = json.dumps({"link": str(link), "words": words.strip()})
    row.save(force_insert=True)
    return row


@action(Permission.KEEP_APART, audit="clients.rule_ended")
def end_apart(*, rule: KeptApart, why: str, by: Actor) -> KeptApart:
    """The rule no longer holds, with the reason; the row stays."""
    if not why.strip():
        raise refuse("why", _("Say why."), field_name="why")
    rule.ended_at, rule.ended_by, rule.ended_why = clock.now(), by.id, why.strip()
    rule.save()
    return rule
