"""Goals that stood on their own become the first, unsigned version of a plan."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from django.db import migrations

from openiop.base.ids import new_id
from openiop.privacy.sealed import seal

LABEL = "plans.planversion.body"


def into_plans(apps: Any, _schema: Any) -> None:
    goals = apps.get_model("care", "Goal").objects
    plans = apps.get_model("plans", "PlanVersion").objects
    found: dict[Any, list[Any]] = defaultdict(list)
    for goal in goals.filter(ended_on__isnull=True).order_by("client_id", "number"):
        found[goal.client_id].append(goal)
    for client_id, hers in found.items():
        if plans.filter(client_id=client_id).exists():
            continue
        key = new_id()
        body = {
            "kind": "first",
            "goals": [
                {"id": str(goal.pk), "her_words": goal.her_words, "our_words": goal.our_words}
                for goal in hers
            ],
        }
        plans.create(
            id=key,
            site_id=hers[0].site_id,
            client_id=client_id,
            number=1,
            kind="first",
            rule_id="openiop-plan/1",
            body_sealed=seal(json.dumps(body), f"{LABEL}:{key}"),
            created_at=hers[0].created_at,
            created_by=hers[0].created_by,
        )


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial"), ("care", "0001_initial")]

    operations = [migrations.RunPython(into_plans, migrations.RunPython.noop)]
