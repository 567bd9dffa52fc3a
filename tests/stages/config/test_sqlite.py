"""The embedded database reads what it kept, and the same thing twice as one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import connection

from openiop.base.models import Site
from openiop.config.sqlite import base
from openiop.day.models import Visit
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_sqlite() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("for the embedded database")


def test_ids_days_and_moments_come_back_as_they_were_kept() -> None:
    site = make.site()
    arrived_at = datetime(2026, 11, 1, 5, 30, 15, 123456, tzinfo=UTC)
    with make.working_at(site, arrived_at):
        client = make.client("Mara")
        kept = Visit.objects.create(
            client=client,
            on=date(2026, 11, 1),
            arrived_at=arrived_at,
            arrived_by=client.pk,
            created_by=client.pk,
        )
        read = Visit.objects.get(pk=kept.pk)

    assert (read.pk, read.client_id) == (kept.pk, client.pk)
    assert (read.on, read.arrived_at, read.left_at) == (date(2026, 11, 1), arrived_at, None)
    assert read.arrived_at is not None
    assert read.arrived_at.tzinfo is not None


def test_an_id_read_twice_is_one_object() -> None:
    site = make.site()

    first, second = (Site.objects.values_list("pk", flat=True).get() for _ in range(2))

    assert first == site.pk
    assert isinstance(first, UUID)
    assert first is second


@pytest.mark.parametrize("kept", [b"2026-11-01 05:30:15.123456", b"2026-11-01 05:30:15"])
def test_a_moment_is_in_utc(kept: bytes) -> None:
    assert base._moment(kept).tzinfo is UTC
