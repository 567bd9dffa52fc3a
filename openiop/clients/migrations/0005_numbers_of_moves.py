from collections import Counter
from typing import Any

from django.db import migrations, models


def number_the_moves(apps: Any, schema_editor: Any) -> None:
    """Number the rows of each stay as they were written."""
    moves = apps.get_model("clients", "StageMove")._base_manager
    seen: Counter[Any] = Counter()
    for row in moves.order_by("created_at", "on", "pk"):
        seen[row.episode_id] += 1
        moves.filter(pk=row.pk).update(number=seen[row.episode_id])


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0001_initial"),
        ("clients", "0004_moves_of_a_stay"),
    ]

    operations = [
        migrations.AddField(
            model_name="stagemove",
            name="number",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.RunPython(number_the_moves, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="stagemove",
            constraint=models.UniqueConstraint(
                fields=("episode", "number"), name="stage_move_once"
            ),
        ),
    ]
