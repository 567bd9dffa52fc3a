"""Papers: the text that holds, what she signed, and what she took back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.admission.models import ConsentRevocation, ConsentSignature, ConsentText
from openiop.base import clock
from openiop.domain.consent import (
    AFTER_TAKING_BACK,
    ConsentKind,
    ConsentState,
    Device,
    Signed,
    SignedHow,
    consent_state,
    is_answered,
)
from openiop.domain.consent_texts import OURS, TEXTS_ID, Paper, paper_in
from openiop.domain.privacy import About

SLUGS = dict(zip(ConsentKind, "abcdef", strict=True))
"""In addresses a paper is a letter: her browser's history tells nothing."""


@dataclass(frozen=True)
class TextHere:
    """The text of a paper that holds at this site."""

    kind: ConsentKind
    version: str
    papers: dict[str, Paper]
    number: int = 0
    changed_at: datetime | None = None
    why: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether it is the one we ship."""
        return self.version == TEXTS_ID

    def in_language(self, language: str) -> tuple[str, Paper]:
        """The paper, and the language it is really in."""
        return paper_in(self.papers, language)


def texts_here() -> dict[ConsentKind, TextHere]:
    """The text of every paper that holds; one statement."""
    found = {kind: TextHere(kind, TEXTS_ID, OURS[kind]) for kind in ConsentKind}
    for row in ConsentText.objects.order_by("number"):
        found[row.kind] = _text(row)
    return found


def _text(row: ConsentText) -> TextHere:
    papers = {
        language: Paper(each["title"], tuple(each["summary"]), each["body"])
        for language, each in row.papers.items()
    }
    ours = not papers
    return TextHere(
        kind=row.kind,
        version=TEXTS_ID if ours else f"site/{row.number}",
        papers=OURS[row.kind] if ours else papers,
        number=row.number,
        changed_at=row.created_at,
        why=row.why,
    )


def text_history(kind: ConsentKind) -> list[TextHere]:
    """A site's own versions of a paper, newest first."""
    return [_text(row) for row in ConsentText.objects.filter(kind=kind).order_by("-number")]


def next_text_number(kind: ConsentKind) -> int:
    """The number of the next version of a paper."""
    return ConsentText.objects.filter(kind=kind).count() + 1


@dataclass(frozen=True)
class SignatureLine:
    """One signature with its evidence."""

    id: UUID
    kind: ConsentKind
    version: str
    language: str
    agreed: bool
    how: SignedHow
    device: Device
    name: str
    drawing: str
    witness: str
    signed_at: datetime
    dated_on: date
    mark: str
    revoked_at: datetime | None
    text: str


@dataclass(frozen=True)
class PaperLine:
    """A paper of hers: how it stands, and every signature, newest first."""

    kind: ConsentKind
    slug: str
    text: TextHere
    state: ConsentState
    signatures: tuple[SignatureLine, ...]

    @property
    def newest(self) -> SignatureLine | None:
        """The signature that counts."""
        return self.signatures[0] if self.signatures else None

    @property
    def is_answered(self) -> bool:
        """Whether nothing is owed on it."""
        return is_answered(self.kind, self.state)

    @property
    def stands(self) -> bool:
        """Whether she agreed and has not taken it back."""
        return self.state in (ConsentState.STANDS, ConsentState.NEWER_TEXT)

    @property
    def after_taking_back(self) -> str:
        """What happens when she takes it back."""
        return AFTER_TAKING_BACK[self.kind]


def papers_of(client_id: UUID) -> list[PaperLine]:
    """Every paper and how it stands for her; four statements."""
    rows = list(ConsentSignature.objects.filter(client_id=client_id).order_by("-number"))
    revoked = _revoked_at(row.pk for row in rows)
    names = names_by_id(row.witness_id for row in rows)
    lines = [_signature(row, revoked.get(row.pk), names) for row in rows]
    now, texts = clock.now(), texts_here()
    return [
        _paper(texts[kind], tuple(line for line in lines if line.kind is kind), now)
        for kind in ConsentKind
    ]


def _paper(text: TextHere, signatures: tuple[SignatureLine, ...], now: datetime) -> PaperLine:
    newest = next(iter(signatures), None)
    signed, holds = None, ""
    if newest is not None:
        _language, paper = text.in_language(newest.language)
        holds = paper.mark
        signed = Signed(newest.agreed, newest.mark, newest.signed_at, newest.revoked_at)
    state = consent_state(signed, holds, now)
    return PaperLine(text.kind, SLUGS[text.kind], text, state, signatures)


def _revoked_at(ids: Iterable[UUID]) -> dict[UUID, datetime]:
    rows = ConsentRevocation.objects.filter(signature_id__in=list(ids))
    return dict(rows.values_list("signature_id", "revoked_at"))


def _signature(
    row: ConsentSignature, revoked_at: datetime | None, names: dict[UUID, str]
) -> SignatureLine:
    return SignatureLine(
        id=row.pk,
        kind=row.kind,
        version=row.version,
        language=row.language,
        agreed=row.agreed,
        how=row.how,
        device=row.device,
        name=row.name,
        drawing=row.drawing,
        witness=names.get(row.witness_id, "") if row.witness_id else "",
        signed_at=row.signed_at,
        dated_on=row.dated_on,
        mark=row.text_mark,
        revoked_at=revoked_at,
        text=row.text,
    )


def paper_of(client_id: UUID, slug: str) -> PaperLine:
    """One paper of hers by its letter."""
    found = next((line for line in papers_of(client_id) if line.slug == slug), None)
    if found is None:
        raise Http404("No such paper.")
    return found


def signature_or_404(signature_id: UUID) -> ConsentSignature:
    """The signature with this id."""
    rows = ConsentSignature.objects.select_related("client")
    found = rows.filter(pk=signature_id).first()
    if found is None:
        raise Http404("No such signature.")
    return found


def about_signature(signature_id: UUID, **_: object) -> About:
    """Whom a signature is about."""
    return signature_or_404(signature_id).about()


def answered_by(client_id: UUID) -> frozenset[ConsentKind]:
    """The papers on which nothing is owed."""
    return frozenset(line.kind for line in papers_of(client_id) if line.is_answered)
