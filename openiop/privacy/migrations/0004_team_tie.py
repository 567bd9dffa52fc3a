from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0003_assessors"),
    ]

    operations = [
        migrations.AlterField(
            model_name="tie",
            name="kind",
            field=models.CharField(
                choices=[
                    ("therapist", "Therapist"),
                    ("group", "Leads a group she is in"),
                    ("cover", "Covers for a colleague"),
                    ("team", "Is on her care team"),
                    ("assessor", "Assesses her before she starts"),
                ],
                max_length=20,
            ),
        ),
    ]
