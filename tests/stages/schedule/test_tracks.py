"""Two tracks on one day: arrival, break and closing round are for those of the track."""

from __future__ import annotations

import pytest

from openiop.domain.words import SessionKind
from openiop.privacy.actor import system
from openiop.programs.actions import open_track
from openiop.schedule.actions import plan_group, plan_sessions
from openiop.schedule.models import Session
from openiop.schedule.queries import expected_in
from tests import make

pytestmark = pytest.mark.django_db


def test_a_block_is_for_those_of_its_track() -> None:
    with make.working_at(make.site(), make.at("08:45")):
        morning = make.morning(clients=3)
        track = open_track(
            program=morning.track.program,
            name="Afternoon",
            weekdays=[make.WED],
            opens="13:00",
            by=system(),
        )
        plan_group(
            track=track,
            kind=SessionKind.ARRIVAL,
            name="Arrival in the afternoon",
            starts="13:00",
            minutes=20,
            weekdays=[make.WED],
            room=morning.rooms[0],
            lead_id=None,
            co_lead_id=None,
            max_size=12,
            by=system(),
        )
        plan_sessions(first=make.WEDNESDAY, last=make.WEDNESDAY, by=system())
        make.stay(make.client("Wila"), track, weekdays=(make.WED,))

        blocks = list(Session.objects.filter(kind=SessionKind.ARRIVAL).order_by("starts_at"))
        expected = expected_in(blocks)
        one_alone = expected_in(blocks[1:])

    assert [expected[block.pk] for block in blocks] == [3, 1]
    assert one_alone == {blocks[1].pk: 1}
