"""Papers are signed, taken back, and written anew; a signature is a row with its evidence."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from openiop.admission.models import ConsentRevocation, ConsentSignature, ConsentText
from openiop.admission.queries.papers import next_text_number, texts_here
from openiop.base import clock
from openiop.base.announce import announce
from openiop.clients.models import Client
from openiop.domain.care.note import content_hash
from openiop.domain.consent import (
    ConsentKind,
    Device,
    SignAsked,
    SignedHow,
    may_sign_consent,
    path_of,
    strokes_from,
)
from openiop.domain.consent_texts import Paper
from openiop.domain.contact import Allowed, ChannelRule
from openiop.domain.decision import refuse
from openiop.domain.events import ConsentRevoked
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.outbox.actions import set_safe_contact
from openiop.outbox.queries import card_of
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import action, audit_codes

NAME_LETTERS_MAX = 200


@action(Permission.SIGN_OWN_CONSENT, audit="admission.signed_by_her")
def sign_own(
    *,
    client: Client,
    kind: ConsentKind,
    language: str,
    name: str,
    drawing: str = "",
    agrees: bool = True,
    saw_mark: str,
    by: Actor,
) -> ConsentSignature:
    """She signs a paper, or says no to it, on her own page: drawn, or with her name typed."""
    how = SignedHow.DRAWN if drawing.strip() else SignedHow.TYPED
    given = _Given(kind, language, how, Device.HERS, name, drawing, agrees, saw_mark)
    return _signed(client, given, clock.today(), by)


@action(Permission.TAKE_CONSENT, audit="admission.signed_with_us")
def take_signature(
    *,
    client: Client,
    kind: ConsentKind,
    language: str,
    name: str,
    drawing: str = "",
    agrees: bool = True,
    saw_mark: str,
    on_paper: date | None = None,
    by: Actor,
) -> ConsentSignature:
    """She signs on a device of the program, or signed on paper; who was with her is the witness."""
    if on_paper is not None and on_paper > clock.today():
        raise refuse("ahead", _("This day is still to come."), field_name="on_paper")
    how, device = SignedHow.PAPER, Device.NONE
    if on_paper is None:
        how, device = (SignedHow.DRAWN if drawing.strip() else SignedHow.TYPED), Device.OURS
    given = _Given(kind, language, how, device, name, drawing, agrees, saw_mark)
    return _signed(client, given, on_paper or clock.today(), by)


@dataclass(frozen=True)
class _Given:
    """A signature as it was handed in."""

    kind: ConsentKind
    language: str
    how: SignedHow
    device: Device
    name: str
    drawing: str
    agrees: bool
    saw_mark: str


def _signed(client: Client, given: _Given, dated_on: date, by: Actor) -> ConsentSignature:
    text = texts_here()[given.kind]
    written_in, paper = text.in_language(given.language)
    strokes = strokes_from(given.drawing)
    may_sign_consent(
        SignAsked(
            kind=given.kind,
            how=given.how,
            name=given.name,
            strokes=strokes,
            agrees=given.agrees,
            saw_mark=given.saw_mark,
            holds_mark=paper.mark,
            device=given.device,
            has_witness=given.device is not Device.HERS and not by.is_client,
        )
    ).or_refuse()
    salt = secrets.token_hex(16)
    made = ConsentSignature(
        client=client,
        number=ConsentSignature.objects.filter(client=client).count() + 1,
        kind=given.kind,
        version=text.version,
        language=written_in,
        text=paper.whole,
        text_mark=paper.mark,
        agreed=given.agrees,
        how=given.how,
        device=given.device,
        witness_id=None if by.is_client else by.id,
        salt=salt,
        signed_at=clock.now(),
        signed_by=by.id,
        dated_on=dated_on,
        created_by=by.id,
    )
    made.name = given.name.strip()[:NAME_LETTERS_MAX]
    made.drawing = path_of(strokes) if given.how is SignedHow.DRAWN else ""
    evidence = "\n".join((paper.whole, made.name, made.drawing, str(given.agrees), str(given.how)))
    made.content_hash = content_hash(evidence, salt)
    made.save(force_insert=True)
    audit_codes(kind=str(given.kind), version=text.version, agreed=given.agrees)
    return made


@action(Permission.REVOKE_CONSENT, audit="admission.consent_taken_back")
def take_back(*, signature: ConsentSignature, words: str = "", by: Actor) -> ConsentRevocation:
    """She takes a paper back; it holds no more from this moment, everywhere."""
    known = ConsentRevocation.objects.filter(signature=signature).first()
    if known is not None:
        return known
    made = ConsentRevocation(
        signature=signature, revoked_at=clock.now(), revoked_by=by.id, created_by=by.id
    )
    made.words = words.strip()
    made.save(force_insert=True)
    if signature.kind is ConsentKind.MESSAGES and signature.agreed:
        _close_messages(signature.client, by)
    audit_codes(kind=str(signature.kind))
    announce(ConsentRevoked(signature.client_id, str(signature.kind)), by=by)
    return made


def _close_messages(client: Client, by: Actor) -> None:
    """No text and no e-mail leaves from now on; the gate asks at the last moment."""
    card, no = card_of(client.pk), ChannelRule(allowed=Allowed.NO)
    profile = replace(card.profile, text=no, email=no)
    set_safe_contact(person_id=client.pk, card=replace(card, profile=profile), by=system(by))


@action(Permission.WRITE_CONSENT_TEXT, audit="admission.text_written")
def write_text(
    *, kind: ConsentKind, papers: Mapping[str, Paper], why: str, by: Actor
) -> ConsentText:
    """Put the site's own version of a paper in place; without any, ours hold again.

    What was signed before stays signed, with the very text that was shown.
    """
    if not why.strip():
        raise refuse("why", _("Say what changed, and why."), field_name="why")
    if papers and "en" not in papers:
        raise refuse("english", _("An English text is needed."), field_name="en_body")
    for language, paper in papers.items():
        if not (paper.title.strip() and paper.summary and paper.body.strip()):
            raise refuse(
                "incomplete",
                _("A paper has a title, a summary and a text."),
                field_name=f"{language}_title",
            )
    stored = {
        language: {"title": each.title, "summary": list(each.summary), "body": each.body}
        for language, each in papers.items()
    }
    return ConsentText.objects.create(
        kind=kind,
        number=next_text_number(kind),
        papers=stored,
        why=why.strip()[:300],
        created_by=by.id,
    )
