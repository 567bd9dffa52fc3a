import django.db.models.deletion
from django.db import migrations, models

import openiop.base.clock
import openiop.base.ids
import openiop.base.scope


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0001_initial"),
        ("outbox", "0002_staff_calls"),
    ]

    operations = [
        migrations.CreateModel(
            name="Parcel",
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
                ("person_id", models.UUIDField()),
                ("file_id", models.UUIDField()),
                ("to_sealed", models.BinaryField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sent", "Sent"),
                            ("refused", "Refused"),
                            ("failed", "Failed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reasons", models.JSONField(default=list)),
                ("sent_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveIntegerField(default=0)),
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
                "indexes": [models.Index(fields=["site", "state"], name="parcels_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "sent", "refused", "failed"])),
                        name="parcel_state_known",
                    )
                ],
            },
        ),
    ]
