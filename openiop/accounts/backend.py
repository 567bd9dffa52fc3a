"""Signing in by name and password."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from .models import User


class SignInName(BaseBackend):
    """Checks a name and password; takes as long for a name nobody has, so that nothing is told."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_: object,
    ) -> User | None:
        """The user, or None."""
        user = User.objects.filter(sign_in_name__iexact=username or "").first()
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password or "") and user.is_active else None

    def get_user(self, user_id: UUID) -> User | None:
        """The user of a session."""
        return User.objects.filter(pk=user_id, is_active=True).first()
