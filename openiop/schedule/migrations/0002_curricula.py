import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0001_initial"),
        ("programs", "0001_initial"),
        ("schedule", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="unit",
            name="unit_number_once",
        ),
        migrations.AddField(
            model_name="unit",
            name="any_order",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="unit",
            name="modality",
            field=models.CharField(default="own", max_length=40),
        ),
        migrations.AddField(
            model_name="unit",
            name="needs",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="unit",
            name="retired_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="unit",
            name="track",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programs.track",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("track__isnull", True)),
                fields=("site", "kind", "number"),
                name="unit_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("track__isnull", False)),
                fields=("site", "track", "kind", "number"),
                name="unit_number_once_a_track",
            ),
        ),
    ]
