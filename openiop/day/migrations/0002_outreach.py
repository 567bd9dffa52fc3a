import django.db.models.deletion
from django.db import migrations, models

import openiop.base.clock
import openiop.base.ids
import openiop.base.scope


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0001_initial"),
        ("clients", "0001_initial"),
        ("day", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Outreach",
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
                ("on", models.DateField()),
                ("from_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                ("ended_how", models.CharField(blank=True, max_length=40)),
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
            },
        ),
        migrations.CreateModel(
            name="OutreachLook",
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
                ("step", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("decided", models.CharField(max_length=40)),
                ("barriers", models.JSONField(default=list)),
                ("words_sealed", models.BinaryField(null=True)),
                (
                    "outreach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="day.outreach",
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
            },
        ),
        migrations.AddConstraint(
            model_name="outreach",
            constraint=models.UniqueConstraint(fields=("client", "on"), name="one_outreach_a_day"),
        ),
        migrations.AddConstraint(
            model_name="outreach",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("client",),
                name="one_open_outreach",
            ),
        ),
    ]
