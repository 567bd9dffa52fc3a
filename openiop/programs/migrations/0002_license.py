from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="staffmember",
            name="license_until_on",
            field=models.DateField(null=True),
        ),
    ]
