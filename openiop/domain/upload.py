"""Which files may be attached: their kind by what is in them, and their size."""

from __future__ import annotations

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
    )


def safe_name(name: str, media_type: str) -> str:
    """The name a file is kept and given out under: plain letters, and the ending of its kind.

    Source: [product default].
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    stem = last.rpartition(".")[0] or last
    plain = "".join(c if c.isalnum() or c in " -_" else "-" for c in stem).strip(" -")[:100]
    ending = next((ending for kind, ending, _starts in KINDS if kind == media_type), "")
    return f"{plain or 'file'}{ending}"
