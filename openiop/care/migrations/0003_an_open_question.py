from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("care", "0002_note_care"),
    ]

    operations = [
        migrations.AddField(
            model_name="note",
            name="is_asked",
            field=models.BooleanField(default=False),
        ),
    ]
