from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("discharge", "0001_initial"),
    ]

    operations = [
        migrations.DeleteModel(
            name="SafeguardLook",
        ),
    ]
