"""Ten times the demo program: every client, group and record of the story copied nine more times.

Arrival, breaks and the closing round are for everybody who comes, so they stay one. Copies are made
row by row below the actions, which a benchmark may do and the product may not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import models, transaction

from openiop.base.record import Record
from openiop.clients.models import Client
from openiop.domain.words import SessionKind
from openiop.privacy.sealed import SealedText
from openiop.schedule.models import Group, Session

BEFORE_HER_STAY = frozenset({"referral", "assessment"})
"""What came before she was a client is not copied, nor what points to it."""
LEFT_OUT = frozenset({"KeptApart", "Sending"})
"""Two names in the order of their ids, which copies would not keep; a paper that left, once."""
COPIED_WITHOUT_CLIENT = frozenset({"Group", "SafeContact"})
"""The copies come to groups of their own; safe contact names a person without a relation."""
BATCH = 500


def copied_models() -> list[type[Record]]:
    """The models to copy, those pointed to before those that point."""
    ours = [
        model
        for model in apps.get_models()
        if issubclass(model, Record)
        and (_is_hers(model) or model.__name__ in COPIED_WITHOUT_CLIENT)
    ]
    ordered: list[type[Record]] = []
    while ours:
        ready = [m for m in ours if not _points_into(m, set(ours) - {m})]
        ordered += ready
        ours = [m for m in ours if m not in ready]
    return [*ordered, apps.get_model("privacy", "Tie")]


def _reaches(model: type[models.Model]) -> set[type[models.Model]]:
    """The model and everything its relations lead to."""
    found = {model}
    for field in model._meta.concrete_fields:
        related = field.related_model
        if isinstance(related, type) and related not in found and issubclass(related, Record):
            found |= _reaches(related)
    return found


def _is_hers(model: type[models.Model]) -> bool:
    """Whether each row of it is a client, or belongs to one by a relation."""
    reached = _reaches(model)
    return (
        Client in reached
        and model.__name__ not in LEFT_OUT
        and not any(each._meta.app_label in BEFORE_HER_STAY for each in reached)
    )


def _points_into(model: type[Record], others: set[type[Record]]) -> bool:
    return any(field.related_model in others for field in model._meta.concrete_fields)


def multiply(times: int) -> None:
    """Copy the whole story `times` more times into the site at work."""
    clients = set(Client.objects.values_list("pk", flat=True))
    originals = {
        model: [
            row
            for row in model.objects.all()
            if not _is_for_everybody(row) and getattr(row, "person_id", None) in {None, *clients}
        ]
        for model in copied_models()
    }
    with transaction.atomic():
        for number in range(1, times + 1):
            _copy_once(originals, number)


def _is_for_everybody(row: Record) -> bool:
    """Whether it is a block of the day without seats, or one meeting of it."""
    if not isinstance(row, Group | Session):
        return False
    return not row.kind.is_group and row.kind is not SessionKind.INDIVIDUAL


def _copy_once(originals: dict[type[Record], list[Any]], number: int) -> None:
    new_ids: dict[UUID, UUID] = {}
    for rows in originals.values():
        new_ids.update((row.pk, uuid4()) for row in rows)
    for model, rows in originals.items():
        copies = [_copy(row, new_ids, number) for row in rows]
        for start in range(0, len(copies), BATCH):
            model.objects.bulk_create(copies[start : start + BATCH])


def _copy(row: Record, new_ids: dict[UUID, UUID], number: int) -> Record:
    model = type(row)
    values = {}
    for field in model._meta.concrete_fields:
        value = getattr(row, field.attname)
        values[field.attname] = new_ids.get(value, value) if isinstance(value, UUID) else value
    copy = model(**values)
    for name in _once_a_site(model):
        if word := str(getattr(copy, name)):
            setattr(copy, name, f"{number}-{word}"[: len(word)])
    for name, text in _sealed(model):
        setattr(copy, name, text.__get__(row, model))
    if isinstance(getattr(copy, "chosen_name", None), str):
        copy.last_name = f"{copy.last_name}{number}"  # type: ignore[attr-defined] # only clients
        copy.search_name = f"{copy.search_name}{number}"  # type: ignore[attr-defined]
    return copy


def _once_a_site(model: type[models.Model]) -> Iterable[str]:
    """Words that no two rows of a site may share, such as the key of a link."""
    for rule in model._meta.constraints:
        if isinstance(rule, models.UniqueConstraint) and "site" in rule.fields:
            names = [name for name in rule.fields if name != "site"]
            if all(isinstance(model._meta.get_field(name), models.CharField) for name in names):
                yield from names


def _sealed(model: type[models.Model]) -> Iterable[tuple[str, SealedText]]:
    return ((n, v) for n, v in vars(model).items() if isinstance(v, SealedText))
