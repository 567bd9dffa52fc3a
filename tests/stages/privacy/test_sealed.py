"""Encrypted text opens only in the row and column it was written for."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection

from openiop.outbox.models import SafeContact
from openiop.privacy.actor import SYSTEM_ID
from openiop.privacy.sealed import seal, unseal
from tests import make


@pytest.mark.django_db
def test_the_database_holds_no_readable_text() -> None:
    with make.working_at(make.site(), make.at("09:00")):
        row = SafeContact(person_id=SYSTEM_ID, number=1, created_by=SYSTEM_ID)
        row.phone = "555-0100"
        row.save()

        again = SafeContact.objects.get()

        assert again.phone == "555-0100"
        with connection.cursor() as cursor:
            cursor.execute("SELECT phone_sealed FROM outbox_safecontact")
            assert b"555" not in bytes(cursor.fetchone()[0])


def test_a_cipher_moved_elsewhere_does_not_open() -> None:
    sealed = seal("my words", "care.note.body:1")

    assert unseal(sealed, "care.note.body:1") == "my words"
    with pytest.raises(InvalidTag):
        unseal(sealed, "care.note.body:2")
