import django.db.models.deletion
from django.db import migrations, models

import openiop.base.clock
import openiop.base.ids
import openiop.base.scope


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0001_initial"),
        ("outbox", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="StaffCall",
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
                ("staff_id", models.UUIDField()),
                ("about_id", models.UUIDField()),
                ("key", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("trying", "Trying"),
                            ("sent", "Sent"),
                            ("failed", "Failed, tried again"),
                            ("given_up", "Given up"),
                            ("withdrawn", "Not needed any more"),
                            ("no_contact", "She set no way to be called"),
                            ("no_channel", "No channel is set up"),
                        ],
                        max_length=12,
                    ),
                ),
                ("tries", models.PositiveIntegerField(default=0)),
                ("tried_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("fault", models.CharField(blank=True, max_length=40)),
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
                "indexes": [
                    models.Index(fields=["site", "state"], name="calls_by_state"),
                    models.Index(fields=["site", "about_id"], name="calls_about"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("site", "key"), name="called_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "waiting",
                                    "trying",
                                    "sent",
                                    "failed",
                                    "given_up",
                                    "withdrawn",
                                    "no_contact",
                                    "no_channel",
                                ],
                            )
                        ),
                        name="call_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffContact",
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
                ("staff_id", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("by_way", models.CharField(blank=True, max_length=40)),
                ("address_sealed", models.BinaryField(null=True)),
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
                        fields=("site", "staff_id", "number"), name="staff_contact_version"
                    )
                ],
            },
        ),
    ]
