"""Inviting people."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from openiop.base import clock
from openiop.domain.decision import Reason, Refused, refuse
from openiop.domain.privacy import Permission, Role
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action

from .models import NAME_AT_MOST, TEXT_SIZES, Membership, User


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
    """Give somebody a sign-in with her roles here; without a password she cannot use it yet."""
    if User.objects.filter(sign_in_name__iexact=sign_in_name).exists():
        raise refuse("name_taken", _("Somebody signs in with this name already."))
    user = User(sign_in_name=sign_in_name, display_name=display_name)
    user.set_password(password)
    user.save()
    for role in roles:
        Membership.objects.create(user=user, role=role, client_id=client_id, created_by=by.id)
    return user


@action(Permission.USE_PORTAL, audit="accounts.text_size_set")
def set_text_size(*, size: int, by: Actor) -> User:
    """Keep how large she wants to read, for her and not for the device."""
    if size not in TEXT_SIZES:
        raise refuse("text_size", _("We do not have this text size."))
    user = User.objects.get(pk=by.id)
    user.text_size = size
    user.save(update_fields=["text_size"])
    return user


@action(Permission.USE_PORTAL, audit="accounts.welcomed")
def welcome(*, by: Actor) -> User:
    """She was told how to leave a page; she is not told again at every sign-in."""
    user = User.objects.get(pk=by.id)
    if user.welcomed_at is None:
        user.welcomed_at = clock.now()
        user.save(update_fields=["welcomed_at"])
    return user


@action(Permission.MANAGE_PROGRAM, audit="accounts.first_director")
def set_up_first_director(
    *, sign_in_name: str, display_name: str, password: str, by: Actor
) -> User:
    """The first person of an empty site; from then on people are invited by people."""
    if Membership.objects.exists():
        raise refuse("not_empty", _("Somebody works here already. Ask her to invite you."))
    given = {"display_name": display_name, "sign_in_name": sign_in_name, "password": password}
    empty = [name for name, typed in given.items() if not typed.strip()]
    if empty:
        text = _("Please fill this in.")
        raise Refused(tuple(Reason("empty", text, field_name=name) for name in empty))
    for name in ("display_name", "sign_in_name"):
        if len(given[name].strip()) > NAME_AT_MOST:
            text = _("Please use at most {n} letters.")
            raise refuse("too_long", text, field_name=name, n=NAME_AT_MOST)
    try:
        validate_password(password)
    except ValidationError as weak:
        raise Refused(
            tuple(Reason("password", words, field_name="password") for words in weak.messages)
        ) from None
    return invite(
        sign_in_name=sign_in_name.strip(),
        display_name=display_name.strip(),
        roles=(Role.DIRECTOR,),
        password=password,
        by=by,
    )
