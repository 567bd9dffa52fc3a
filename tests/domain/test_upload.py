from __future__ import annotations

import zlib

import pytest

from openiop.domain.upload import (
    UPLOAD_RULES,
    UploadRules,
    found_inside,
    kind_of,
    may_attach,
    safe_name,
)

PDF = b"%PDF-1.7 ..."


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (PDF, ()),
        (b"\x89PNG\r\n\x1a\n...", ()),
        (b"\xff\xd8\xff\xe0...", ()),
        (b"", ("empty",)),
        (b"<html><script>", ("kind",)),
        (b"MZ\x90", ("kind",)),
        (PDF + b"x" * UPLOAD_RULES.size_most_bytes, ("too_large",)),
    ],
)
def test_what_may_be_attached(content: bytes, codes: tuple[str, ...]) -> None:
    assert may_attach(content).codes == codes


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("Grounding.pdf", "application/pdf", "Grounding.pdf"),
        ("../../etc/passwd", "application/pdf", "passwd.pdf"),
        ("a\\b\\card.exe", "image/png", "card.png"),
        ('x"; y\r\n.pdf', "application/pdf", "x-- y.pdf"),
        ("", "image/jpeg", "file.jpg"),
        ("Hoja uno.pdf", "application/pdf", "Hoja uno.pdf"),
    ],
)
def test_a_name_is_plain_and_ends_as_its_kind(name: str, kind: str, kept: str) -> None:
    assert safe_name(name, kind) == kept


def test_the_kind_comes_from_the_bytes() -> None:
    assert kind_of(PDF) == "application/pdf"
    assert kind_of(b"no") == ""


def pdf_with(objects: bytes, *, packed: bool = False, kind: bytes = b"/Type /ObjStm") -> bytes:
    body = zlib.compress(objects) if packed else objects
    told = kind + (b" /Filter /FlateDecode" if packed else b"")
    return b"%PDF-1.7\n1 0 obj\n<< " + told + b" >>\nstream\n" + body + b"\nendstream\nendobj\n"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (PDF, ""),
        (b"%PDF-1.7\n1 0 obj << /Type /Catalog /OpenAction 2 0 R >> endobj", ""),
        (b"%PDF-1.7\n1 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj", "javascript"),
        (b"%PDF-1.7\n1 0 obj << /S /J#61vaScript >> endobj", "javascript"),
        (b"%PDF-1.7\n1 0 obj << /S /Launch /F (cmd.exe) >> endobj", "launch"),
        (b"%PDF-1.7\n1 0 obj << /Names << /EmbeddedFiles 3 0 R >> >> endobj", "embeddedfiles"),
        (b"%PDF-1.7\ntrailer << /Encrypt 9 0 R >>", "locked"),
        (pdf_with(b"<< /S /Launch >>", packed=True), "launch"),
        (pdf_with(b"<< /Type /Page >>", packed=True), ""),
        (pdf_with(b"<< /S /Launch >>", packed=True, kind=b"/Type /Obj#53tm"), "launch"),
        (pdf_with(b"xx/JS xx", packed=True, kind=b"/Subtype /Image"), ""),
        (pdf_with(b"not packed").replace(b"ObjStm", b"ObjStm /Filter /X"), "not_to_be_looked_into"),
        (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "another_kind"),
        (b"\xff\xd8\xff\xe0 PK\x03\x04 ...", "another_kind"),
        (b"%PDF-1.7 <html>", "another_kind"),
    ],
)
def test_what_a_scan_finds(content: bytes, found: str) -> None:
    assert found_inside(content) == found
    assert bool(may_attach(content)) is (found == "")


def test_a_file_that_grows_without_end_is_not_opened() -> None:
    small = UploadRules(unpacked_most_bytes=1000)

    assert found_inside(pdf_with(b" " * 5000, packed=True), small) == "not_to_be_looked_into"
