"""Whoever does something: a signed-in person, or the system on somebody's behalf."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from openiop.domain.privacy import NOT_STAFF, Role

SYSTEM_ID = UUID(int=0)


@dataclass(frozen=True)
class Actor:
    """The `by` of every action."""

    id: UUID
    name: str
    roles: frozenset[Role] = frozenset()
    client_id: UUID | None = None
    on_behalf_of: UUID | None = None

    @property
    def is_system(self) -> bool:
        """Whether no person stands behind the deed."""
        return self.id == SYSTEM_ID

    @property
    def is_client(self) -> bool:
        """Whether this is a client, or a woman who was one, in her own pages."""
        return bool(self.roles & {Role.CLIENT, Role.ALUMNA})

    @property
    def is_alumna(self) -> bool:
        """Whether she was a client here and is none now."""
        return Role.ALUMNA in self.roles and Role.CLIENT not in self.roles

    @property
    def is_staff(self) -> bool:
        """Whether this person works here."""
        return bool(self.roles - NOT_STAFF)


def system(on_behalf_of: Actor | None = None) -> Actor:
    """The system itself, carrying whose deed it finishes."""
    return Actor(SYSTEM_ID, "OpenIOP", on_behalf_of=on_behalf_of.id if on_behalf_of else None)
