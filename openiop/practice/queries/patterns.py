"""Her days, as the pictures of patterns ask for them."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from uuid import UUID

from openiop.clients.queries import episode_of
from openiop.domain.skills.patterns import PatternDay, Patterns, patterns
from openiop.measures.queries import annotations_of
from openiop.practice.models import SessionRating, SkillUse

from .load import mornings_by_client


def patterns_of(client_id: UUID, on: date) -> Patterns:
    """What goes with harder and easier days of this stay; constant statements."""
    stay = episode_of(client_id, on)
    first = stay.starts_on if stay else on
    distress = mornings_by_client([client_id], first, on)[client_id]
    sleep = mornings_by_client([client_id], first, on, "sleep_hours")[client_id]
    used = Counter(
        SkillUse.objects.filter(
            client_id=client_id, on__range=(first, on), struck_at__isnull=True
        ).values_list("on", flat=True)
    )
    after: dict[date, list[tuple[str, int]]] = defaultdict(list)
    rows = SessionRating.objects.filter(
        client_id=client_id,
        on__range=(first, on),
        after__isnull=False,
        session__group__isnull=False,
    ).values_list("on", "session__name", "after")
    for day, name, value in rows:
        after[day].append((name, value or 0))
    told = {row.on for row in annotations_of(client_id) if row.is_hers}
    return patterns(
        [
            PatternDay(
                on=day,
                distress=value,
                sleep_hours=sleep.get(day),
                skills_logged=used[day],
                after_groups=tuple(after[day]),
                has_event=day in told,
            )
            for day, value in sorted(distress.items())
        ]
    )
