"""Which files may be attached: their kind by what is in them, their size, and nothing that runs."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from .decision import Decision, Reason
from .text import _


@dataclass(frozen=True)
class UploadRules:
    """Kinds and sizes of attached files.

    Source: issue, "a site attaches its own handouts"; sizes [product default].
    """

    id: str = "openiop-upload/1"
    size_most_bytes: int = 10 * 1024 * 1024
    size_most_mb: int = 10
    unpacked_most_bytes: int = 64 * 1024 * 1024
    """All packed parts of one PDF together; a file that grows beyond this is not taken."""


UPLOAD_RULES = UploadRules()

KINDS: tuple[tuple[str, str, tuple[bytes, ...]], ...] = (
    ("application/pdf", ".pdf", (b"%PDF-",)),
    ("image/png", ".png", (b"\x89PNG\r\n\x1a\n",)),
    ("image/jpeg", ".jpg", (b"\xff\xd8\xff",)),
)
"""Media type, ending of its name, and how its bytes begin."""


def kind_of(content: bytes) -> str:
    """The media type by how the bytes begin, whatever the file is called; empty: none we take.

    Why: a name says nothing; a page that runs in the browser may be called anything.
    Source: [product default].
    """
    return next(
        (kind for kind, _ending, starts in KINDS if content.startswith(starts)),
        "",
    )


def may_attach(content: bytes, rules: UploadRules = UPLOAD_RULES) -> Decision:
    """A PDF or a picture of up to 10 MB may be attached.

    Source: issue, "files: type and size checked"; [product default].
    """
    is_known = bool(content) and len(content) <= rules.size_most_bytes and bool(kind_of(content))
    found = found_inside(content, rules) if is_known else ""
    return Decision.all_of(
        (bool(content), Reason("empty", _("Choose a file first."), field_name="file")),
        (
            len(content) <= rules.size_most_bytes,
            Reason(
                "too_large",
                _("This file is larger than {most} MB."),
                params={"most": rules.size_most_mb},
                field_name="file",
            ),
        ),
        (
            not content or bool(kind_of(content)),
            Reason("kind", _("Attach a PDF, or a PNG or JPEG picture."), field_name="file"),
        ),
        (
            found != LOCKED,
            Reason(
                "locked",
                _("This PDF is locked. Save it without a password, or take a photo of it."),
                field_name="file",
            ),
        ),
        (
            found in ("", LOCKED),
            Reason(
                "runs",
                _("This file has parts that can run. Please send a photo of the page instead."),
                field_name="file",
            ),
        ),
    )


LOCKED = "locked"
_RUNS_IN_PDF = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE)\b"
)
_LOCKED_PDF = re.compile(rb"/Encrypt\b")
_HEX_IN_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(<<(?:(?!\bendobj\b).){0,2000}?>>)\s*stream\r?\n(.*?)endstream", re.DOTALL)
_OBJECTS = re.compile(rb"/ObjStm\b")
_PACKED = re.compile(rb"/Filter\b")
_RUNS_ANYWHERE = (b"<script", b"<html", b"<!doctype html", b"<svg", b"<?php", b"PK\x03\x04")
_LOOKED_INTO = 4096
"""Where a file pretends to be another kind: in its first bytes."""


def found_inside(content: bytes, rules: UploadRules = UPLOAD_RULES) -> str:
    """What a scan finds that may run or cannot be looked at; empty: nothing.

    A PDF is looked through also in its packed parts and in names written in hexadecimal. It is a
    scan by rule: it finds what can run, not every fault a program may have.

    Why: a discharge summary is opened by the people who read the most private things here.
    Source: issue, "type and size checked, scanned by rule, never executed"; [product default].
    """
    head = content[:_LOOKED_INTO].lower()
    if any(mark.lower() in head for mark in _RUNS_ANYWHERE):
        return "another_kind"
    if kind_of(content) != "application/pdf":
        return ""
    if _LOCKED_PDF.search(_plain_names(content)):
        return LOCKED
    left = rules.unpacked_most_bytes
    for part in _parts(content, rules):
        if part is None or (left := left - len(part)) < 0:
            return "not_to_be_looked_into"
        if found := _RUNS_IN_PDF.search(_plain_names(part)):
            return found[1].decode().lower()
    return ""


def _parts(content: bytes, rules: UploadRules) -> Iterator[bytes | None]:
    """What stands openly in the file, then each part that packs objects; None: cannot be opened.

    Pictures and drawings are passed over: what runs is named by objects.
    """
    yield _STREAM.sub(rb"\1", content)
    for found in _STREAM.finditer(content):
        told, body = _plain_names(found[1]), found[2]
        if not _OBJECTS.search(told):
            continue
        try:
            opener = zlib.decompressobj()
            most = rules.unpacked_most_bytes + 1
            yield opener.decompress(body, most) if _PACKED.search(told) else body
        except zlib.error:
            yield None


def _plain_names(part: bytes) -> bytes:
    return _HEX_IN_NAME.sub(lambda found: bytes([int(found[1], 16)]), part)


def safe_name(name: str, media_type: str) -> str:
    """The name a file is kept and given out under: plain letters, and the ending of its kind.

    Source: [product default].
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    stem = last.rpartition(".")[0] or last
    plain = "".join(c if c.isalnum() or c in " -_" else "-" for c in stem).strip(" -")[:100]
    ending = next((ending for kind, ending, _starts in KINDS if kind == media_type), "")
    return f"{plain or 'file'}{ending}"
