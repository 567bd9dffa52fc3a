"""What intake's pages do across stages: an assessment begins with its document."""

from __future__ import annotations

from openiop.assessment.actions import assessing
from openiop.assessment.models import Assessment, SlotBooking
from openiop.assessment.queries.content import document_start
from openiop.clients.models import Client
from openiop.documents import actions as documents
from openiop.domain.care.note_kinds import NoteKind
from openiop.domain.privacy import Permission
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action
from openiop.referral.queries import referral_of_client

from .queries import biopsychosocial_of


@action(Permission.ASSESS, audit="intake.assessment_begun")
def begin_assessment(*, booking: SlotBooking, by: Actor) -> Assessment:
    """Begin the assessment of a booked time, with its biopsychosocial document."""
    return _with_document(assessing.begin(booking=booking, by=by), by)


@action(Permission.ASSESS, audit="intake.assessment_begun_for")
def begin_assessment_for(*, client: Client, by: Actor) -> Assessment:
    """Begin an assessment of a client without a booked time, with its document."""
    return _with_document(assessing.begin_for(client=client, by=by), by)


def _with_document(assessment: Assessment, by: Actor) -> Assessment:
    """The document opens with what was told before, each part naming where it comes from.

    One that is signed already goes with the new assessment too: her story is told once.
    """
    if assessment.document_id is not None or assessment.assessor_id != by.id:
        return assessment
    client = assessment.client
    signed = biopsychosocial_of(client.pk)
    if signed is not None:
        return assessing.join_document(assessment=assessment, document_id=signed.pk, by=by)
    document = documents.begin(client=client, kind=NoteKind.ASSESSMENT, by=by)
    referral = referral_of_client(client.pk)
    if referral is not None and (start := document_start(referral)):
        documents.keep(document=document, version=document.version, changes=start, by=by)
    return assessing.join_document(assessment=assessment, document_id=document.pk, by=by)
