import django.db.models.deletion
from django.db import migrations, models

import openiop.base.clock
import openiop.base.ids
import openiop.base.scope


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0001_initial"),
        ("measures", "0003_asking"),
    ]

    operations = [
        migrations.CreateModel(
            name="MeasureChoice",
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
                ("number", models.PositiveIntegerField()),
                ("is_on", models.BooleanField()),
                ("notice_read_at", models.DateTimeField(null=True)),
                ("notice_read_by", models.UUIDField(null=True)),
                ("change_id", models.CharField(blank=True, max_length=40)),
                ("cutoff_id", models.CharField(blank=True, max_length=40)),
                ("why", models.CharField(blank=True, max_length=200)),
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
                        fields=("site", "instrument_id", "number"),
                        name="measure_choice_once_a_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("notice_read_at__isnull", True),
                            ("notice_read_by__isnull", False),
                            _connector="OR",
                        ),
                        name="who_read_the_notice_is_known",
                    ),
                ],
            },
        ),
    ]
