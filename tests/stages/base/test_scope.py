"""One site never sees another's records, whenever a query was built."""

from __future__ import annotations

import pytest
from django.db.models import Count

from openiop.base.record import WrongSite
from openiop.base.scope import OutsideScope, entered
from openiop.clients.models import Client
from tests import make

pytestmark = pytest.mark.django_db


def test_a_query_built_for_one_site_looks_at_the_site_it_runs_in() -> None:
    here, there = make.site("here"), make.site("there")
    with make.working_at(here, make.at("09:00")):
        make.client("Alda")
        built_here = Client.objects.all()

    with entered(there.scope()):
        assert list(built_here) == []
        assert Client.objects.aggregate(n=Count("pk")) == {"n": 0}
        assert not Client.objects.filter(chosen_name="Alda").update(chosen_name="Other")


def test_outside_a_site_nothing_is_found_or_written() -> None:
    with make.working_at(make.site(), make.at("09:00")):
        client = make.client()

    with pytest.raises(OutsideScope):
        Client.objects.get(pk=client.pk)
    with pytest.raises(OutsideScope):
        client.save()


def test_a_record_of_another_site_is_not_written() -> None:
    here, there = make.site("here"), make.site("there")
    with make.working_at(here, make.at("09:00")):
        client = make.client()

    with entered(there.scope()), pytest.raises(WrongSite):
        client.save()
