import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import openiop.base.clock
import openiop.base.ids
import openiop.base.scope


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("base", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
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
                ("code_digest", models.CharField(max_length=64, unique=True)),
                ("due_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("used_by", models.UUIDField(null=True)),
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
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
    ]
