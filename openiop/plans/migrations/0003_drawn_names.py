from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0002_goals_into_first_plans"),
    ]

    operations = [
        migrations.AddField(
            model_name="plansignature",
            name="drawing_sealed",
            field=models.BinaryField(null=True),
        ),
    ]
