import django.db.models.deletion
from django.db import migrations, models

import openiop.base.clock
import openiop.base.ids
import openiop.base.scope


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0001_initial"),
        ("clients", "0001_initial"),
        ("measures", "0002_annotation"),
    ]

    operations = [
        migrations.AddField(
            model_name="administration",
            name="reviewed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="administration",
            name="reviewed_by",
            field=models.UUIDField(null=True),
        ),
        migrations.AlterField(
            model_name="administration",
            name="source",
            field=models.CharField(
                choices=[
                    ("portal", "Her own phone"),
                    ("kiosk", "On a device of the program"),
                    ("staff", "Asked by staff"),
                    ("paper", "Entered from paper"),
                    ("imported", "Imported"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Decline",
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
                ("on", models.DateField()),
                (
                    "why",
                    models.CharField(
                        choices=[("not_now", "Not now"), ("rather_not", "I'd rather not")],
                        max_length=12,
                    ),
                ),
                ("said_by_her", models.BooleanField()),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.client",
                    ),
                ),
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
                "indexes": [models.Index(fields=["site", "client", "on"], name="declined_forms")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("client", "instrument_id", "on"), name="declined_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why__in", ["not_now", "rather_not"])),
                        name="decline_reason_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EnteredTotal",
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
                ("form_id", models.CharField(max_length=40)),
                ("on", models.DateField()),
                ("total", models.FloatField()),
                ("struck_at", models.DateTimeField(null=True)),
                ("struck_by", models.UUIDField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.client",
                    ),
                ),
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
                        condition=models.Q(("struck_at__isnull", True)),
                        fields=("client", "form_id", "on"),
                        name="one_standing_total_a_day",
                    )
                ],
            },
        ),
    ]
