"""The demo's clock moves forward only, and only in a demo."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from openiop.base import clock
from openiop.base.models import Site
from openiop.base.scope import entered
from openiop.base.sites import set_demo_clock
from openiop.demo.actions import move_clock
from openiop.demo.story import story_day, wake_clock
from openiop.domain.decision import Refused
from openiop.privacy.actor import system
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("real", "told"),
    [
        (date(2026, 11, 18), date(2026, 11, 18)),
        (date(2026, 11, 21), date(2026, 11, 18)),
        (date(2026, 11, 24), date(2026, 11, 18)),
        (date(2026, 11, 25), date(2026, 11, 25)),
    ],
)
def test_the_story_ends_on_the_latest_wednesday(real: date, told: date) -> None:
    assert story_day(real) == told


def test_the_clock_goes_to_its_stations_and_to_the_next_program_morning() -> None:
    site = make.site(is_demo=True)
    with make.working_at(site, make.at("08:40")):
        make.morning(clients=0)

        at_break = move_clock(to="10:20", by=system())
        next_morning = move_clock(to="next_day", by=system())

    assert at_break == make.at("10:20")
    assert next_morning == make.at("08:40", make.WEDNESDAY + timedelta(days=1))
    with entered(Site.objects.get().scope()):
        assert abs(clock.now() - next_morning) < timedelta(seconds=5)


def test_it_never_goes_back() -> None:
    site = make.site(is_demo=True)
    with make.working_at(site, make.at("11:00")), pytest.raises(Refused) as refused:
        move_clock(to="10:20", by=system())

    assert refused.value.reasons[0].code == "past"


def test_a_real_site_has_no_clock_to_move() -> None:
    with make.working_at(make.site(), make.at("08:40")), pytest.raises(Refused) as refused:
        move_clock(to="10:20", by=system())

    assert refused.value.reasons[0].code == "not_a_demo"


def test_after_a_pause_the_clock_goes_on_where_it_stood() -> None:
    site = make.site(is_demo=True)
    with make.working_at(site, make.at("10:20")):
        make.client()
    set_demo_clock(site, make.at("17:00"))

    wake_clock()

    with entered(Site.objects.get().scope()):
        assert abs(clock.now() - make.at("10:20")) < timedelta(seconds=5)
