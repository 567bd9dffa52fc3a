from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("safety", "0002_safety_work"),
    ]

    operations = [
        migrations.AlterField(
            model_name="alert",
            name="link_id",
            field=models.CharField(max_length=40),
        ),
        migrations.AlterField(
            model_name="privatecheck",
            name="link_id",
            field=models.CharField(max_length=40),
        ),
        migrations.AlterField(
            model_name="reviewtask",
            name="link_id",
            field=models.CharField(max_length=40),
        ),
    ]
