"""What holds for every record on the database at hand; the other tests here need none."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from openiop.base.record import Record
from openiop.base.scope import OutsideScope
from tests.architecture.test_house import SCOPED


@pytest.mark.parametrize("model", SCOPED, ids=lambda m: m.__name__)
@pytest.mark.django_db
def test_a_clinical_model_refuses_queries_outside_a_site(model: type[Record]) -> None:
    with pytest.raises(OutsideScope):
        list(model.objects.all())
    with pytest.raises(OutsideScope):
        model._base_manager.count()


@pytest.mark.django_db
def test_migrations_match_the_models() -> None:

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
