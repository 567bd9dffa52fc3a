import django.db.models.deletion
from django.db import migrations, models

import openiop.base.clock
import openiop.base.ids
import openiop.base.scope


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("base", "0001_initial"),
        ("clients", "0005_numbers_of_moves"),
    ]

    operations = [
        migrations.CreateModel(
            name="CallOwed",
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
                ("why", models.CharField(max_length=40)),
                ("owner_id", models.UUIDField()),
                ("from_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("words_sealed", models.BinaryField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.UUIDField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=40)),
                ("outcome_words_sealed", models.BinaryField(null=True)),
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
            name="CallTry",
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
                ("words_sealed", models.BinaryField(null=True)),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="followup.callowed",
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
            name="CaringNote",
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
                ("moment", models.CharField(max_length=40)),
                ("due_on", models.DateField()),
                ("until_on", models.DateField()),
                ("link_key", models.CharField(blank=True, max_length=64)),
                ("contact_number", models.PositiveIntegerField(default=0)),
                ("wrong_codes", models.PositiveSmallIntegerField(default=0)),
                ("why_not", models.CharField(blank=True, max_length=20)),
                ("answers_sealed", models.BinaryField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
                ("stopped_by", models.UUIDField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.client",
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.episode",
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
            name="Confirmed",
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
                ("known", models.CharField(max_length=40)),
                ("said", models.CharField(max_length=40)),
                ("words_sealed", models.BinaryField(null=True)),
                (
                    "after_episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.episode",
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
            },
        ),
        migrations.CreateModel(
            name="Meeting",
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
                ("starts_at", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField(default=60)),
                ("title", models.CharField(max_length=80)),
                ("place", models.CharField(max_length=120)),
                ("canceled_at", models.DateTimeField(null=True)),
                ("canceled_by", models.UUIDField(null=True)),
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
            name="MeetingAnswer",
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
                ("comes", models.BooleanField()),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.client",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="followup.meeting",
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
        migrations.AddIndex(
            model_name="callowed",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True)),
                fields=["site", "due_at"],
                name="calls_owed_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="callowed",
            constraint=models.UniqueConstraint(
                condition=models.Q(("done_at__isnull", True)),
                fields=("client", "why"),
                name="one_open_call_of_a_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="calltry",
            index=models.Index(fields=["site", "call"], name="tries_of_call"),
        ),
        migrations.AddConstraint(
            model_name="caringnote",
            constraint=models.UniqueConstraint(
                fields=("episode", "moment"), name="note_once_a_moment"
            ),
        ),
        migrations.AddConstraint(
            model_name="caringnote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("link_key", ""), _negated=True),
                fields=("site", "link_key"),
                name="note_link_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmed",
            constraint=models.UniqueConstraint(
                fields=("after_episode", "number"), name="confirmed_in_order"
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["site", "starts_at"], name="meetings_by_day"),
        ),
        migrations.AddConstraint(
            model_name="meetinganswer",
            constraint=models.UniqueConstraint(
                fields=("meeting", "client", "number"), name="meeting_answer_once"
            ),
        ),
    ]
