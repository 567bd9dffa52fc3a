"""Which days away may be entered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from openiop.domain.absence import may_enter_absence

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("first", "last", "codes"),
    [
        (0, 0, ()),
        (-3, 2, ()),
        (1, 0, ("order",)),
        (-3, -1, ("past",)),
        (0, 365, ()),
        (0, 366, ("long",)),
    ],
)
def test_an_absence_has_an_order_and_an_end(first: int, last: int, codes: tuple[str, ...]) -> None:
    days = (TODAY + timedelta(days=first), TODAY + timedelta(days=last))

    assert may_enter_absence(*days, TODAY).codes == codes
