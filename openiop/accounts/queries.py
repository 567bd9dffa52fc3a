"""Who is signed in, and names for ids."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings

from openiop.base.looking import known
from openiop.domain.privacy import NOT_STAFF, Role
from openiop.privacy.actor import SYSTEM_ID, Actor

from .models import Membership, User


def actor_for(user: User) -> Actor | None:
    """What `user` is at the site at work, or None when she is nothing here."""
    memberships = list(Membership.objects.filter(user_id=user.pk, ended_on__isnull=True))
    if not memberships or not user.is_active:
        return None
    return Actor(
        id=user.pk,
        name=user.display_name,
        roles=frozenset(membership.role for membership in memberships),
        client_id=next((m.client_id for m in memberships if m.client_id), None),
    )


def names_by_id(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Display names of the people behind ids; the system has one too."""
    wanted = {id_ for id_ in ids if id_ is not None}
    names = known("names")
    if unknown := wanted - names.keys():
        names.update(User.objects.filter(pk__in=unknown).values_list("pk", "display_name"))
        if SYSTEM_ID in unknown:
            names[SYSTEM_ID] = "OpenIOP"
    return {id_: names[id_] for id_ in wanted if id_ in names}


def staff_with_role(role: Role) -> list[UUID]:
    """The ids of everyone who has `role` here, oldest membership first."""
    return list(
        Membership.objects.filter(role=role, ended_on__isnull=True)
        .order_by("created_at", "pk")
        .values_list("user_id", flat=True)
    )


def sign_in_names_with_role(*roles: Role) -> dict[str, UUID]:
    """The people who have any of the roles here, by the name they sign in with."""
    return dict(
        Membership.objects.filter(role__in=roles, ended_on__isnull=True, user__is_active=True)
        .order_by("user__sign_in_name")
        .values_list("user__sign_in_name", "user_id")
    )


def actor_who_signs_in_as(sign_in_name: str) -> Actor | None:
    """What the person with this sign-in name is at the site at work; None when nobody is."""
    user = User.objects.filter(sign_in_name__iexact=sign_in_name).first()
    return actor_for(user) if user else None


def staff_names() -> list[tuple[UUID, str]]:
    """Everybody who works here, by name."""
    standing = Membership.objects.filter(ended_on__isnull=True)
    ids = standing.exclude(role__in=NOT_STAFF).values_list("user_id", flat=True)
    return sorted(names_by_id(set(ids)).items(), key=lambda pair: pair[1].casefold())


def still_works_here(user_id: UUID) -> bool:
    """Whether somebody may still sign in as staff; one statement."""
    standing = Membership.objects.filter(ended_on__isnull=True, user__is_active=True)
    return standing.filter(user_id=user_id).exclude(role__in=NOT_STAFF).exists()


def still_signs_in(client_id: UUID) -> bool:
    """Whether she still signs in as a client, not as an alumna; one statement."""
    standing = Membership.objects.filter(ended_on__isnull=True, user__is_active=True)
    return standing.filter(client_id=client_id, role=Role.CLIENT).exists()


def digest_of(code: str) -> str:
    """What stands here of a code: keyed, so that a copy of the database opens nothing."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hmac.new(settings.SECRET_KEY.encode(), plain.encode(), hashlib.sha256).hexdigest()
