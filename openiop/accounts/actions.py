"""Inviting people."""

from __future__ import annotations

from uuid import UUID

from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission, Role
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action

from .models import Membership, User


@action(Permission.REGISTER_CLIENT, audit="accounts.invited")
def invite(
    *,
    sign_in_name: str,
    display_name: str,
    roles: tuple[Role, ...],
    client_id: UUID | None = None,
    password: str | None = None,
    by: Actor,
) -> User:
    """Give somebody a sign-in with the roles she has here; without a password she cannot sign in yet."""
    if User.objects.filter(sign_in_name__iexact=sign_in_name).exists():
        raise refuse("name_taken", _("Somebody signs in with this name already."))
    user = User(sign_in_name=sign_in_name, display_name=display_name)
    user.set_password(password)
    user.save()
    for role in roles:
        Membership.objects.create(user=user, role=role, client_id=client_id, created_by=by.id)
    return user
