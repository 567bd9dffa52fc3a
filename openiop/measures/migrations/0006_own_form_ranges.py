from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0005_own_forms"),
    ]

    operations = [
        migrations.AddField(
            model_name="ownform",
            name="ranges",
            field=models.JSONField(default=list),
        ),
    ]
