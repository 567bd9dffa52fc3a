from django.db import migrations, models

import openiop.base.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("job", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("beat_at", models.DateTimeField()),
                ("program_at", models.DateTimeField(null=True)),
                ("note", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=openiop.base.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("slug", models.SlugField(unique=True)),
                ("host", models.CharField(blank=True, max_length=120)),
                ("zone", models.CharField(default="America/New_York", max_length=60)),
                ("is_demo", models.BooleanField(default=False)),
                ("clock_offset_seconds", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_demo", True), ("clock_offset_seconds", 0), _connector="OR"
                        ),
                        name="only_a_demo_moves_its_clock",
                    )
                ],
            },
        ),
    ]
