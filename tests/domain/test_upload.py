from __future__ import annotations

import pytest

from openiop.domain.upload import UPLOAD_RULES, kind_of, may_attach, safe_name

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
