"""A goodbye, if she likes one."""

from __future__ import annotations

from openiop.base import clock
from openiop.clients.models import Client
from openiop.domain.privacy import Permission
from openiop.domain.skills.goodbye import GoodbyeKind, may_say_goodbye
from openiop.practice.models import Goodbye
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action


@action(Permission.KEEP_PRACTICE, audit="practice.goodbye_written")
def say_goodbye(*, client: Client, kind: GoodbyeKind | None, words: str, by: Actor) -> Goodbye:
    """She writes to her group, or a letter to herself; written again, the newest holds."""
    may_say_goodbye(kind, words).or_refuse()
    for before in Goodbye.objects.select_for_update().filter(
        client=client, kind=kind, struck_at__isnull=True
    ):
        before.struck_at, before.struck_by = clock.now(), by.id
        before.save()
    goodbye = Goodbye(
        client=client, kind=kind or GoodbyeKind.TO_MYSELF, on=clock.today(), created_by=by.id
    )
    goodbye.words = words.strip()
    goodbye.save(force_insert=True)
    return goodbye


@action(Permission.KEEP_PRACTICE, audit="practice.goodbye_taken_back")
def take_goodbye_back(*, goodbye: Goodbye, by: Actor) -> Goodbye:
    """She takes it back; nobody reads it out."""
    fresh = Goodbye.objects.select_for_update().get(pk=goodbye.pk)
    if fresh.struck_at is None:
        fresh.struck_at, fresh.struck_by = clock.now(), by.id
        fresh.save()
    return fresh
