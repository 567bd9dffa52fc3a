from __future__ import annotations

from dataclasses import replace

import pytest

from openiop.domain.care.cosign import CosignFacts, may_cosign, needs_cosign


@pytest.mark.parametrize(
    ("credentials", "needed"),
    [
        ("LCSW", False),
        ("lcsw-s", False),
        ("Ph.D.", False),
        ("MSW, LPC", False),
        ("LMFT/RN", False),
        ("MSW", True),
        ("LPC-Associate", True),
        ("LMSW", True),
        ("", True),
    ],
)
def test_whose_notes_need_a_second_signature(credentials: str, needed: bool) -> None:
    assert needs_cosign(credentials) is needed


FACTS = CosignFacts(
    is_signed=True, is_due=True, is_done=False, is_author=False, credentials="LCSW-S"
)


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (FACTS, ()),
        (replace(FACTS, is_signed=False), ("not_signed",)),
        (replace(FACTS, is_due=False), ("no_cosign",)),
        (replace(FACTS, is_done=True), ("cosigned",)),
        (replace(FACTS, is_author=True), ("author",)),
        (replace(FACTS, credentials="MSW"), ("credentials",)),
    ],
)
def test_who_may_give_it(facts: CosignFacts, codes: tuple[str, ...]) -> None:
    assert may_cosign(facts).codes == codes
