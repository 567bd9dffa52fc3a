from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0001_initial"),
        ("referral", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="referraledit",
            name="referral_edit_once",
        ),
        migrations.AddField(
            model_name="referral",
            name="matched_version",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("matched_version__lt", models.F("version"))),
                fields=["site"],
                name="referrals_not_matched",
            ),
        ),
        migrations.AddConstraint(
            model_name="referraledit",
            constraint=models.UniqueConstraint(
                fields=("referral", "version", "field"), name="referral_edit_once"
            ),
        ),
    ]
