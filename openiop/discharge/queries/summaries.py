"""Summaries as they are stored, and where they went."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.clients.models import Contact
from openiop.clients.queries import ContactLine, contacts_of
from openiop.discharge.models import Sending, Summary
from openiop.domain.discharge.summary import Chapter, Sentence, Source, what_leaves
from openiop.domain.privacy import About
from openiop.domain.release import Part, Purpose, shareable
from openiop.outbox.queries import parcels_with


def pack(sentences: Sequence[Sentence]) -> str:
    """As stored."""
    return json.dumps(
        [
            {
                "chapter": str(each.chapter),
                "text": each.text,
                "plain": each.plain,
                "kept": each.is_kept,
                "sources": [[source.words, source.href] for source in each.sources],
            }
            for each in sentences
        ]
    )


def unpack(stored: str) -> tuple[Sentence, ...]:
    """From what is stored."""
    return tuple(
        Sentence(
            chapter=Chapter(told["chapter"]),
            text=told["text"],
            sources=tuple(Source(*each) for each in told["sources"]),
            is_kept=told["kept"],
            plain=told["plain"],
        )
        for told in (json.loads(stored) if stored else ())
    )


def summary_or_404(summary_id: UUID) -> Summary:
    """The summary with this id."""
    rows = Summary.objects.select_related("episode__client", "episode__track")
    found = rows.filter(pk=summary_id).first()
    if found is None:
        raise Http404("No such summary.")
    return found


def about_summary(summary_id: UUID, **_: object) -> About:
    """Whom a page about a summary is about."""
    return summary_or_404(summary_id).about()


def newest_summary(episode_id: UUID) -> Summary | None:
    """The newest version, signed or not."""
    return Summary.objects.filter(episode_id=episode_id).order_by("-number").first()


def signed_summary(episode_id: UUID) -> Summary | None:
    """The newest signed version."""
    rows = Summary.objects.filter(episode_id=episode_id, signed_at__isnull=False)
    return rows.order_by("-number").first()


@dataclass(frozen=True)
class Sent:
    """Where a summary went."""

    to: str
    at: datetime
    parts: tuple[Part, ...]
    state: str
    left_at: datetime | None
    reasons: tuple[str, ...]
    by: str


def sendings_of(episode_id: UUID) -> list[Sent]:
    """Where summaries of a stay went, newest first."""
    rows = list(
        Sending.objects.filter(summary__episode_id=episode_id).order_by("-created_at", "-pk")
    )
    parcels = parcels_with(row.parcel_id for row in rows)
    names = names_by_id(row.created_by for row in rows)
    sent: list[Sent] = []
    for row in rows:
        parcel = parcels[row.parcel_id]
        sent.append(
            Sent(
                to=json.loads(parcel.to).get("name", ""),
                at=row.created_at,
                parts=tuple(Part(part) for part in row.parts),
                state=parcel.state,
                left_at=parcel.sent_at,
                reasons=tuple(parcel.reasons),
                by=names.get(row.created_by, ""),
            )
        )
    return sent


def released_to(line: ContactLine, now: datetime, today: date) -> frozenset[Part]:
    """What of her chart may go to somebody for her care outside, right now."""
    facts = tuple(each.facts for each in line.releases)
    return shareable(facts, Purpose.CARE, line.told.keep_away, now, today)


@dataclass(frozen=True)
class Reader:
    """Somebody a summary may go to, with what of it she released to them."""

    contact: Contact
    name: str
    address: str
    parts: frozenset[Part]
    sentences: int

    @property
    def shared(self) -> list[Part]:
        """The parts in their usual order."""
        return [part for part in Part if part in self.parts]


def readers_of(client_id: UUID, sentences: Sequence[Sentence]) -> list[Reader]:
    """Her people outside with a release for care; those without one are not on the list."""
    now, today = clock.now(), clock.today()
    found = []
    for line in contacts_of(client_id):
        parts = released_to(line, now, today)
        if parts:
            found.append(
                Reader(
                    contact=line.contact,
                    name=" · ".join(
                        part for part in (line.told.name, line.told.organization) if part
                    ),
                    address=line.told.email or line.told.phone,
                    parts=parts,
                    sentences=len(what_leaves(sentences, parts)),
                )
            )
    return found


def sending_of_parcel(parcel_id: UUID) -> Sending | None:
    """Which summary a paper on its way is."""
    rows = Sending.objects.select_related("summary__episode", "contact")
    return rows.filter(parcel_id=parcel_id).first()


def states_by_episode(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Where the summary of each stay stands: "draft", "signed" or "sent"; two statements."""
    rows = Summary.objects.filter(episode_id__in=list(ids)).order_by("number").defer("body_sealed")
    found, by_summary = {}, {}
    for row in rows:
        if row.signed_at is not None:
            found[row.episode_id] = "signed"
            by_summary[row.pk] = row.episode_id
        else:
            found.setdefault(row.episode_id, "draft")
    gone = Sending.objects.filter(summary_id__in=list(by_summary))
    for summary_id in gone.values_list("summary_id", flat=True):
        found[by_summary[summary_id]] = "sent"
    return found
