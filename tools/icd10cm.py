"""Writes the table of diagnosis codes: `uv run --with simple-icd-10-cm==1.5.0 -m tools.icd10cm`.

The package carries the tabular list of CDC/NCHS (public domain) and takes seconds to read it, so
the codes that may be put on a claim are written once into a compact file that is shipped.
"""

from __future__ import annotations

import gzip
import importlib
import sys
from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent / "openiop/health/icd10cm.tsv.gz"
RELEASE = "ICD-10-CM, April 2026 release"
SOURCE = "tabular list of CDC/NCHS and CMS, public domain; read through simple-icd-10-cm 1.5.0"
OTHER_NAMES_IN = ("F", "Z")
"""Chapters whose inclusion terms are kept as other names to search by."""


def main() -> int:
    """Read the package's table and write ours: code, title, other names."""
    list_of_codes = importlib.import_module("simple_icd_10_cm")
    lines = [f"#{RELEASE}\t{SOURCE}"]
    for code in dict.fromkeys(list_of_codes.get_all_codes()):
        if not (list_of_codes.is_category_or_subcategory(code) and list_of_codes.is_leaf(code)):
            continue
        also = (
            "; ".join(" ".join(name.split()) for name in list_of_codes.get_inclusion_term(code))
            if code.startswith(OTHER_NAMES_IN)
            else ""
        )
        title = " ".join(list_of_codes.get_description(code).split())
        lines.append(f"{code}\t{title}\t{also}")
    packed = gzip.compress("\n".join(lines).encode(), 9, mtime=0)
    TABLE.write_bytes(packed)
    print(f"{len(lines) - 1} codes, {len(packed) // 1024} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
