"""Encryption of single fields: AES-GCM, bound to the row it stands in.

A cipher text moved to another row or column cannot be read there. The key id stands in front, so
that keys can be changed while old rows stay readable.
"""

from __future__ import annotations

import base64
import os
from functools import cache
from typing import Any, overload

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

_NONCE_BYTES = 12


FIELD_KEYS = "FIELD_KEYS"
"""The setting with the keys of everything sealed, unless a column names another."""


@cache
def _keys(setting: str = FIELD_KEYS) -> dict[str, AESGCM]:
    pairs = (line.split(":", 1) for line in getattr(settings, setting).split() if line)
    return {key_id: AESGCM(base64.b64decode(key)) for key_id, key in pairs}


def seal(text: str, bound_to: str, keys: str = FIELD_KEYS) -> bytes:
    """Encrypt `text` with the newest key so that it opens only where it is `bound_to`."""
    return seal_bytes(text.encode(), bound_to, keys)


def unseal(sealed: bytes, bound_to: str, keys: str = FIELD_KEYS) -> str:
    """Decrypt what `seal` made for the same place; raises `InvalidTag` anywhere else."""
    return unseal_bytes(sealed, bound_to, keys).decode()


def seal_bytes(plain: bytes, bound_to: str, keys: str = FIELD_KEYS) -> bytes:
    """Encrypt bytes, such as a file, with the newest key."""
    key_id, key = next(reversed(_keys(keys).items()))
    nonce = os.urandom(_NONCE_BYTES)
    return b"%b:%b" % (key_id.encode(), nonce + key.encrypt(nonce, plain, bound_to.encode()))


def unseal_bytes(sealed: bytes, bound_to: str, keys: str = FIELD_KEYS) -> bytes:
    """Decrypt what `seal_bytes` made for the same place; raises `InvalidTag` anywhere else."""
    key_id, _, body = bytes(sealed).partition(b":")
    nonce, cipher = body[:_NONCE_BYTES], body[_NONCE_BYTES:]
    return _keys(keys)[key_id.decode()].decrypt(nonce, cipher, bound_to.encode())


class SealedText:
    """A text of a model kept encrypted in the column `<name>_sealed`.

    Declare both: `body_sealed = sealed_column()` and `body = SealedText("care.note.body")`. Empty
    text is stored as nothing. It cannot be searched, and `values()` shows only the cipher.
    `keys` names the setting that holds its keys, for a column that has its own.
    """

    def __init__(self, label: str, keys: str = FIELD_KEYS) -> None:
        self.label = label
        self.keys = keys

    def __set_name__(self, owner: type, name: str) -> None:
        self.column = f"{name}_sealed"

    @overload
    def __get__(self, row: None, owner: type) -> SealedText: ...
    @overload
    def __get__(self, row: models.Model, owner: type) -> str: ...
    def __get__(self, row: models.Model | None, owner: type) -> SealedText | str:
        if row is None:
            return self
        sealed = getattr(row, self.column)
        return unseal(sealed, f"{self.label}:{row.pk}", self.keys) if sealed else ""

    def __set__(self, row: models.Model, text: str) -> None:
        sealed = seal(text, f"{self.label}:{row.pk}", self.keys) if text else None
        setattr(row, self.column, sealed)


def sealed_column() -> models.BinaryField[Any, Any]:
    """The column that goes with a `SealedText`."""
    return models.BinaryField(null=True, editable=False)
