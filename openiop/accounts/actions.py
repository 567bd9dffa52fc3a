"""Inviting people."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from openiop.base import clock
from openiop.domain.decision import Reason, Refused, refuse
from openiop.domain.privacy import Permission, Role
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action

from .models import NAME_AT_MOST, TEXT_SIZES, Invitation, Membership, User
from .queries import digest_of

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that look alike."""
CODE_LENGTH = 12
INVITATION_DAYS = 7


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


@action(Permission.INVITE_CLIENT, audit="accounts.code_made")
def make_code(*, client_id: UUID, display_name: str, by: Actor) -> str:
    """A code by which a client opens her own pages; an earlier one that was not used is over.

    The code is given back once, to be handed to her; here only its digest is kept.
    """
    hers = Membership.objects.filter(client_id=client_id, role__in=(Role.CLIENT, Role.ALUMNA))
    member = hers.order_by("created_at").first()
    if member is None:
        user = invite(
            sign_in_name=f"c-{secrets.token_hex(8)}",
            display_name=display_name,
            roles=(Role.CLIENT,),
            client_id=client_id,
            by=by,
        )
    else:
        user = member.user
    now = clock.now()
    Invitation.objects.filter(user=user, used_at__isnull=True, due_at__gt=now).update(due_at=now)
    code = "".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH))
    Invitation.objects.create(
        user=user,
        code_digest=digest_of(code),
        due_at=now + timedelta(days=INVITATION_DAYS),
        created_by=by.id,
    )
    return code


@action(Permission.WORK_JOBS, audit="accounts.role_of_hers_set")
def become(*, client_id: UUID, role: Role | None, by: Actor) -> int:
    """What her sign-in is from now on: a client, an alumna, or nothing; gives how many it held."""
    held = Membership.objects.filter(client_id=client_id, role__in=(Role.CLIENT, Role.ALUMNA))
    users = list({member.user_id for member in held})
    held.exclude(role=role or "").filter(ended_on__isnull=True).update(ended_on=clock.today())
    for user_id in users if role else ():
        Membership.objects.update_or_create(
            user_id=user_id,
            role=role,
            defaults={"ended_on": None},
            create_defaults={"client_id": client_id, "created_by": by.id},
        )
    return len(users)


@action(Permission.WORK_JOBS, audit="accounts.opened_with_code")
def open_with_code(*, code: str, sign_in_name: str, password: str, by: Actor) -> User:
    """She opens her pages with a code and chooses how she signs in.

    A code that is wrong, over or used already gets the same answer.
    """
    found = Invitation.objects.select_related("user").filter(code_digest=digest_of(code)).first()
    now = clock.now()
    if found is None or found.used_at is not None or found.due_at <= now:
        raise refuse(
            "code", _("This code does not open a page. Ask us for a new one."), field_name="code"
        )
    name = sign_in_name.strip()
    if not name or len(name) > NAME_AT_MOST:
        raise refuse("empty", _("Please choose a name."), field_name="sign_in_name")
    taken = User.objects.filter(sign_in_name__iexact=name).exclude(pk=found.user_id)
    if taken.exists():
        raise refuse("taken", _("Please choose another name."), field_name="sign_in_name")
    try:
        validate_password(password)
    except ValidationError as weak:
        raise Refused(
            tuple(Reason("password", words, field_name="password") for words in weak.messages)
        ) from None
    user = found.user
    user.sign_in_name = name
    user.set_password(password)
    user.save()
    found.used_at, found.used_by = now, user.pk
    found.save()
    return user
