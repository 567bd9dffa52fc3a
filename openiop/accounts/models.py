"""A user is a person who signs in; a membership is what she is at one site."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from openiop.base.ids import new_id
from openiop.base.record import Record, WordField
from openiop.domain.privacy import Role

NAME_AT_MOST = 120
TEXT_SIZES = (100, 125, 150, 200)
"""In percent. Source: ux.md 3.1 A10."""


NAME_LETTERS_MAX = 120


class UserManager(BaseUserManager["User"]):
    """Finds users by the name they sign in with."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The user who signs in with `username`, upper and lower case alike."""
        return self.get(sign_in_name__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in. What she may do stands in her memberships."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sign_in_name = models.CharField(max_length=NAME_AT_MOST, unique=True)
    display_name = models.CharField(max_length=NAME_AT_MOST)
    is_active = models.BooleanField(default=True)
    text_size = models.PositiveSmallIntegerField(default=100)
    """In percent; kept for the person, not for the device."""
    welcomed_at = models.DateTimeField(null=True)
    """When she was told how to leave a page and was asked how she may be reached."""

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "sign_in_name"

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(text_size__in=TEXT_SIZES), name="text_size_known"
            ),
        )

    def __str__(self) -> str:
        return self.display_name


class Membership(Record):
    """A role at a site; a client's membership also names her record."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = WordField(words=Role)
    client_id = models.UUIDField(null=True)
    ended_on = models.DateField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("site", "user", "role"), name="role_once_per_site"),
            models.CheckConstraint(
                condition=models.Q(role__in=("client", "alumna"), client_id__isnull=False)
                | (~models.Q(role__in=("client", "alumna")) & models.Q(client_id__isnull=True)),
                name="only_clients_have_a_client_record",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"


class Invitation(Record):
    """A code that opens a sign-in, once, within some days. Only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    code_digest = models.CharField(max_length=64, unique=True)
    due_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return "invitation"
