"""Her week in her own words, and the chain sheet."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from openiop.base import clock
from openiop.clients.models import Client
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.skills.chain import Link, may_keep_chain
from openiop.domain.skills.week import Noticed, Sentence, may_keep_week, monday_of
from openiop.domain.text import _
from openiop.practice.models import Chain, HerWeek
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action

TITLE_LETTERS_MAX = 120


@action(Permission.KEEP_PRACTICE, audit="practice.week_told")
def tell_week(
    *, client: Client, rated: Mapping[str, int], told: Mapping[str, str], by: Actor
) -> HerWeek:
    """Her three sentences and what she noticed; told again in the same week, the newest holds."""
    may_keep_week(rated, told).or_refuse()
    today = clock.today()
    week_on = monday_of(today)
    before = HerWeek.objects.filter(client=client, week_on=week_on).order_by("-number").first()
    week = HerWeek(
        client=client,
        week_on=week_on,
        number=before.number + 1 if before else 1,
        said_on=today,
        grounded=rated.get(str(Sentence.GROUNDED)),
        feelings=rated.get(str(Sentence.FEELINGS)),
        equipped=rated.get(str(Sentence.EQUIPPED)),
        created_by=by.id,
    )
    said = {
        str(each): told[str(each)].strip() for each in Noticed if told.get(str(each), "").strip()
    }
    week.told = json.dumps(said) if said else ""
    week.save(force_insert=True)
    return week


@action(Permission.WRITE_CHAIN, audit="practice.chain_kept")
def keep_chain(
    *,
    client: Client,
    title: str,
    links: Sequence[Link],
    chain: Chain | None = None,
    version: int = 0,
    by: Actor,
) -> Chain:
    """Write a chain sheet, or change it; what the other wrote meanwhile is not overwritten."""
    written = [link for link in links if link.words.strip()]
    may_keep_chain(title, written).or_refuse()
    now = clock.now()
    if chain is None:
        chain = Chain(client=client, on=clock.today(), version=0, created_by=by.id)
    else:
        chain = Chain.objects.select_for_update().get(pk=chain.pk)
        if chain.client_id != client.pk or chain.struck_at is not None:
            raise refuse("gone", _("This sheet was put away."))
        if chain.version != version:
            raise refuse(
                "stale",
                _("This was changed in the meantime. Your words are still here: look, then save."),
            )
    chain.title = title.strip()[:TITLE_LETTERS_MAX]
    chain.links = json.dumps([{**asdict(link), "kind": str(link.kind)} for link in written])
    chain.version += 1
    chain.changed_at, chain.changed_by = now, by.id
    chain.save()
    return chain


@action(Permission.WRITE_CHAIN, audit="practice.chain_struck")
def put_chain_away(*, chain: Chain, by: Actor) -> Chain:
    """Put a sheet away; the record keeps it."""
    fresh = Chain.objects.select_for_update().get(pk=chain.pk)
    if fresh.struck_at is None:
        fresh.struck_at, fresh.struck_by = clock.now(), by.id
        fresh.save()
    return fresh
