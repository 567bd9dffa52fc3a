"""A signed-in client at a quarter to nine on a program day.

Imports wait until a fixture runs: this file is read before Django has started.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from openiop.base.models import Site
    from tests.make import Morning
    from tests.stages.portal.phone import Phone


@pytest.fixture
def site() -> Site:
    from tests import make
    from tests.stages.portal.phone import seconds_to

    return make.site(is_demo=True, clock_offset_seconds=seconds_to(make.at("08:45")))


@pytest.fixture(autouse=True)
def at_work(site: Site) -> Iterator[None]:
    from tests import make

    with make.working_at(site, make.at("08:45")):
        yield


@pytest.fixture
def morning(at_work: None) -> Morning:
    from tests import make

    return make.morning(clients=2)


@pytest.fixture
def phone(morning: Morning, site: Site) -> Phone:
    from tests.stages.portal.phone import phone_of

    return phone_of(morning.clients[0], site)
