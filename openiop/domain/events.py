"""What happened, told by an earlier stage to the later ones. Frozen, small, ids only."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class MarkedAway:
    """Clients were confirmed as away from a session: later stages owe an entry, never a note."""

    session_id: UUID
    client_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class MarkedPresent:
    """Clients were confirmed as present in a session, perhaps after having been marked away."""

    session_id: UUID
    client_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class Referred:
    """A referral was received: somebody asks for help, for herself or for another woman."""

    referral_id: UUID
