from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0002_files"),
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
                    ("assessor", "Assesses her before she starts"),
                ],
                max_length=20,
            ),
        ),
    ]
