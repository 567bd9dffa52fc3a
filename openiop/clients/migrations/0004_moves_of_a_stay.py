from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def name_the_moves(apps: Any, schema_editor: Any) -> None:
    """What each row of before was: by where it led."""
    moves = apps.get_model("clients", "StageMove")._base_manager
    for to, move in (("in_program", "start"), ("ended", "end")):
        moves.filter(to=to).update(move=move)


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0001_initial"),
        ("clients", "0003_names_addresses_apart"),
        ("programs", "0004_license_entries"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="episode",
            name="one_open_stay_per_client",
        ),
        migrations.AddField(
            model_name="stagemove",
            name="end",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="stagemove",
            name="leave_reason",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="stagemove",
            name="move",
            field=models.CharField(default="admit", max_length=40),
        ),
        migrations.AddField(
            model_name="stagemove",
            name="return_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="stagemove",
            name="undoes",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="clients.stagemove",
            ),
        ),
        migrations.AddField(
            model_name="stagemove",
            name="weekdays",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="stagemove",
            name="words_sealed",
            field=models.BinaryField(null=True),
        ),
        migrations.RunPython(name_the_moves, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="stagemove",
            index=models.Index(fields=["site", "episode"], name="moves_of_stay"),
        ),
        migrations.AddConstraint(
            model_name="episode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stage__in", ("admitted", "in_program", "on_leave"))),
                fields=("client",),
                name="one_stay_open_per_client",
            ),
        ),
    ]
