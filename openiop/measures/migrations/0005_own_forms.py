import django.db.models.deletion
from django.db import migrations, models

import openiop.base.clock
import openiop.base.ids
import openiop.base.scope


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0001_initial"),
        ("measures", "0004_choices"),
    ]

    operations = [
        migrations.AddField(
            model_name="measurechoice",
            name="asked",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Only when staff ask for it"),
                    ("weekly", "Every week"),
                    ("sets", "At the start, in the middle and at the end of a stay"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="answer",
            name="link_id",
            field=models.CharField(max_length=40),
        ),
        migrations.CreateModel(
            name="OwnForm",
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
                (
                    "created_at",
                    models.DateTimeField(default=openiop.base.clock.now, editable=False),
                ),
                ("created_by", models.UUIDField(editable=False)),
                ("instrument_id", models.CharField(max_length=40)),
                ("version", models.PositiveIntegerField()),
                ("resource", models.TextField()),
                ("holder", models.CharField(max_length=200)),
                ("terms", models.CharField(max_length=500)),
                ("licensed_on", models.DateField(null=True)),
                ("attested_by_name", models.CharField(max_length=120)),
                ("attested_on", models.DateField()),
                ("direction", models.CharField(blank=True, max_length=20)),
                ("critical_from", models.JSONField(default=dict)),
                ("retired_at", models.DateTimeField(null=True)),
                ("retired_by", models.UUIDField(null=True)),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False,
                        default=openiop.base.scope.current_site_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="base.site",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("site", "instrument_id", "version"), name="own_form_once_a_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("instrument_id__startswith", "own-")),
                        name="own_form_has_own_id",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("holder", ""), _negated=True),
                            models.Q(("terms", ""), _negated=True),
                            models.Q(("attested_by_name", ""), _negated=True),
                        ),
                        name="own_form_is_attested",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("retired_at__isnull", True), ("retired_by__isnull", True)),
                            models.Q(("retired_at__isnull", False), ("retired_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="own_form_retired_at_and_by",
                    ),
                ],
            },
        ),
    ]
