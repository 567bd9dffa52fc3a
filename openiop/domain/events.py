"""What happened, told by an earlier stage to the later ones. Frozen, small, ids only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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


@dataclass(frozen=True)
class LevelOfCareDetermined:
    """A person decided, or decided anew, which level of care fits."""

    client_id: UUID
    level_id: UUID


@dataclass(frozen=True)
class ReleaseRevoked:
    """She took a release back: whatever was shared by it stops now."""

    release_id: UUID
    contact_id: UUID
    client_id: UUID


@dataclass(frozen=True)
class Seated:
    """A client was given a seat in a group: whoever guards the group may still refuse it."""

    group_id: UUID
    client_id: UUID


@dataclass(frozen=True)
class LicenseSet:
    """The last day of somebody's license was entered or changed."""

    staff_id: UUID


@dataclass(frozen=True)
class Admitted:
    """A stay was opened."""

    client_id: UUID
    episode_id: UUID


@dataclass(frozen=True)
class Discharged:
    """A stay is about to end: whoever guards how it may end can still refuse it."""

    client_id: UUID
    episode_id: UUID
    end: str
    on: date


@dataclass(frozen=True)
class DischargeUndone:
    """The end of a stay was taken back."""

    client_id: UUID
    episode_id: UUID


@dataclass(frozen=True)
class ConsentRevoked:
    """She took a paper back that she had signed: a person talks with her about it."""

    client_id: UUID
    kind: str


@dataclass(frozen=True)
class SeatStopped:
    """She chose not to go on in a group: it holds now, and a person looks after her."""

    client_id: UUID
    group_id: UUID
