"""The summary: drafted from signed facts, read, signed, and sent to whom she released it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext

from openiop.base import clock
from openiop.clients.models import Contact, Episode
from openiop.clients.queries import contacts_of
from openiop.discharge.models import Sending, Summary
from openiop.discharge.presenters import clinical_pdf
from openiop.discharge.queries.draft import sentences_of
from openiop.discharge.queries.summaries import (
    newest_summary,
    pack,
    released_to,
    sending_of_parcel,
    unpack,
)
from openiop.domain.decision import refuse
from openiop.domain.discharge.summary import (
    Chapter,
    Sentence,
    Source,
    may_send_summary,
    may_sign_summary,
    what_leaves,
)
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.outbox.actions import queue_parcel, settle_parcel
from openiop.outbox.delivery import hand_over_parcel
from openiop.outbox.models import MessageState, Parcel
from openiop.privacy.actions import keep_file
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import action, audit_codes
from openiop.programs.queries import license_now, signs_as

LETTERS_MOST = 1200


@action(Permission.SIGN_SUMMARY, audit="discharge.summary_drafted")
def draft(*, episode: Episode, by: Actor) -> Summary:
    """Draft the summary from what is signed by now, or bring the draft up to date.

    What was left out stays left out; words of one's own stay.
    """
    row = newest_summary(episode.pk)
    made = sentences_of(episode)
    if row is None or row.signed_at is not None:
        row = Summary(
            episode=episode,
            number=row.number + 1 if row else 1,
            drafted_at=clock.now(),
            drafted_by=by.id,
            created_by=by.id,
        )
        row.body = pack(made)
        row.save(force_insert=True)
        return row
    known = unpack(row.body)
    left_out = {each.text for each in known if not each.is_kept}
    own = tuple(each for each in known if each.chapter is Chapter.OWN)
    row.body = pack((*(replace(each, is_kept=each.text not in left_out) for each in made), *own))
    row.drafted_at, row.drafted_by, row.version = clock.now(), by.id, row.version + 1
    row.save()
    return row


def _in_writing(summary: Summary, seen: int) -> Summary:
    row = Summary.objects.select_for_update(of=("self",)).get(pk=summary.pk)
    if row.signed_at is not None:
        raise refuse("signed", _("It is signed. A change is a new version."))
    if row.version != seen:
        raise refuse("stale", _("It changed in the meantime. Read it again."))
    return row


@action(Permission.SIGN_SUMMARY, audit="discharge.summary_edited")
def edit(*, summary: Summary, left_out: Collection[int], own: str, seen: int, by: Actor) -> Summary:
    """Leave sentences out by their number, and add words of one's own under one's name."""
    row = _in_writing(summary, seen)
    if len(own) > LETTERS_MOST:
        raise refuse("long", _("Please use at most {n} letters."), field_name="own", n=LETTERS_MOST)
    made = [each for each in unpack(row.body) if each.chapter is not Chapter.OWN]
    kept = [replace(each, is_kept=n not in left_out) for n, each in enumerate(made)]
    if own.strip():
        named = gettext("Written by {name}, {on}").format(
            name=by.name, on=clock.today().isoformat()
        )
        page = f"{reverse('discharge:summary', args=[row.episode_id])}#own"
        kept.append(Sentence(Chapter.OWN, own.strip(), (Source(named, page),)))
    row.body = pack(kept)
    row.version += 1
    row.save()
    return row


@action(Permission.SIGN_SUMMARY, audit="discharge.summary_signed")
def sign(*, summary: Summary, seen: int, by: Actor) -> Summary:
    """Sign the summary as it was read; from now on it does not change."""
    license_now(by.id).or_refuse()
    row = Summary.objects.select_for_update(of=("self",)).get(pk=summary.pk)
    if row.signed_at is not None:
        return row
    may_sign_summary(unpack(row.body), seen, row.version).or_refuse()
    row.signed_at, row.signed_by = clock.now(), by.id
    row.signed_as = signs_as(by.id) or by.name
    row.content_hash = hashlib.sha256(row.body.encode()).hexdigest()
    row.save()
    audit_codes(number=row.number, hash=row.content_hash[:12])
    return row


@action(Permission.SIGN_SUMMARY, audit="discharge.summary_sent")
def send(*, summary: Summary, contact: Contact, by: Actor) -> Sending:
    """Put what she released to this person on its way, and nothing else.

    The release is asked once more in the moment it leaves.
    """
    row = Summary.objects.select_related("episode__client").get(pk=summary.pk)
    client = row.episode.client
    line = next((each for each in contacts_of(client.pk) if each.contact.pk == contact.pk), None)
    if line is None:
        raise refuse("no_contact", _("This person is no longer among her people."))
    now, today = clock.now(), clock.today()
    parts = released_to(line, now, today)
    leaving = what_leaves(unpack(row.body), parts)
    address = line.told.email or line.told.phone
    may_send_summary(row.signed_at is not None, leaving, address, line.told.keep_away).or_refuse()
    file = keep_file(
        name="summary.pdf",
        content=clinical_pdf(row, leaving, by.name),
        by=by,
    )
    parcel = queue_parcel(
        person_id=client.pk,
        file_id=file.pk,
        name=line.told.name or line.told.organization,
        way="e-mail" if line.told.email else "fax",
        address=address,
        by=system(by),
    )
    audit_codes(parts=sorted(parts), sentences=len(leaving))
    return Sending.objects.create(
        summary=row,
        contact=contact,
        parts=sorted(parts),
        parcel_id=parcel.pk,
        created_by=by.id,
    )


@action(Permission.WORK_JOBS, audit="discharge.summary_left")
def let_go(*, parcel: Parcel, by: Actor) -> Parcel:
    """Hand a summary to the carrier if her release still holds in this moment; else it stays."""
    sending = sending_of_parcel(parcel.pk)
    if sending is None:
        return parcel
    lines = contacts_of(sending.summary.episode.client_id)
    line = next((each for each in lines if each.contact.pk == sending.contact_id), None)
    holds = line is not None and set(sending.parts) <= {
        str(part) for part in released_to(line, clock.now(), clock.today())
    }
    if not holds:
        return settle_parcel(
            parcel=parcel, state=MessageState.REFUSED, reasons=["no_release"], by=by
        )
    hand_over_parcel(parcel)
    return settle_parcel(parcel=parcel, state=MessageState.SENT, reasons=[], by=by)
