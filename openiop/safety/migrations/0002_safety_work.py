from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import openiop.base.clock
import openiop.base.ids
import openiop.base.scope


def count_from_where_the_clock_began(apps: Any, schema_editor: Any) -> None:
    """Rungs of alerts that exist are counted from the step before which their clock was set."""
    Alert = apps.get_model("safety", "Alert")
    AlertStep = apps.get_model("safety", "AlertStep")
    for alert in Alert._base_manager.using(schema_editor.connection.alias).all():
        before = AlertStep._base_manager.filter(alert_id=alert.pk, at__lt=alert.from_at)
        if count := before.count():
            Alert._base_manager.filter(pk=alert.pk).update(from_sequence=count)


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0001_initial"),
        ("clients", "0001_initial"),
        ("safety", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="alert",
            name="from_sequence",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="OnCallShift",
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
                ("weekdays", models.JSONField(default=list)),
                ("starts", models.CharField(max_length=5)),
                ("ends", models.CharField(max_length=5)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
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
            name="PlanCover",
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
                ("hides_headings", models.BooleanField(default=False)),
                (
                    "client",
                    models.OneToOneField(
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
            name="Incident",
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
                ("kind", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("place", models.CharField(blank=True, max_length=80)),
                ("content_sealed", models.BinaryField(null=True)),
                ("follow_up_id", models.UUIDField()),
                ("review_by_on", models.DateField()),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("reviewed_by", models.UUIDField(null=True)),
                ("review_sealed", models.BinaryField(null=True)),
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
                "indexes": [models.Index(fields=["site", "at"], name="incidents_by_time")],
            },
        ),
        migrations.CreateModel(
            name="MeansTalk",
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
                ("means", models.JSONField(default=list)),
                ("recheck_on", models.DateField()),
                ("content_sealed", models.BinaryField(null=True)),
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
                "indexes": [models.Index(fields=["site", "client"], name="means_of_client")],
            },
        ),
        migrations.CreateModel(
            name="RiskAssessment",
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
                ("floor", models.CharField(blank=True, max_length=40)),
                ("level", models.CharField(max_length=40)),
                ("next_step", models.CharField(max_length=40)),
                ("next_on", models.DateField()),
                ("content_sealed", models.BinaryField(null=True)),
                ("cosigned_at", models.DateTimeField(null=True)),
                ("cosigned_by", models.UUIDField(null=True)),
                (
                    "alert",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="safety.alert",
                    ),
                ),
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
                "indexes": [models.Index(fields=["site", "client"], name="assessment_of_client")],
            },
        ),
        migrations.CreateModel(
            name="SafetyTimes",
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
                ("number", models.PositiveIntegerField()),
                ("times", models.JSONField(default=dict)),
                ("starts_at", models.DateTimeField()),
                ("why", models.CharField(max_length=300)),
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
                    models.UniqueConstraint(fields=("site", "number"), name="safety_times_version")
                ],
            },
        ),
        migrations.RunPython(
            count_from_where_the_clock_began, migrations.RunPython.noop, elidable=True
        ),
    ]
