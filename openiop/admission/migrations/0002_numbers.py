from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("admission", "0001_before_day_one"),
        ("assessment", "0001_initial"),
        ("base", "0001_initial"),
        ("clients", "0005_numbers_of_moves"),
        ("programs", "0004_license_entries"),
        ("schedule", "0003_wishes_and_places"),
    ]

    operations = [
        migrations.AddField(
            model_name="consentsignature",
            name="number",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="groupsetting",
            name="number",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="itemmark",
            name="number",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="itemowner",
            name="number",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="lesscareyes",
            name="number",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="plannedlength",
            name="number",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="seatword",
            name="number",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="startplan",
            name="number",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddConstraint(
            model_name="consentsignature",
            constraint=models.UniqueConstraint(
                fields=("client", "number"), name="consent_signature_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="groupsetting",
            constraint=models.UniqueConstraint(
                fields=("group", "number"), name="group_setting_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="itemmark",
            constraint=models.UniqueConstraint(fields=("client", "number"), name="item_mark_once"),
        ),
        migrations.AddConstraint(
            model_name="itemowner",
            constraint=models.UniqueConstraint(fields=("client", "number"), name="item_owner_once"),
        ),
        migrations.AddConstraint(
            model_name="lesscareyes",
            constraint=models.UniqueConstraint(fields=("level", "number"), name="less_care_once"),
        ),
        migrations.AddConstraint(
            model_name="plannedlength",
            constraint=models.UniqueConstraint(
                fields=("episode", "number"), name="planned_length_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="seatword",
            constraint=models.UniqueConstraint(fields=("client", "number"), name="seat_word_once"),
        ),
        migrations.AddConstraint(
            model_name="startplan",
            constraint=models.UniqueConstraint(fields=("client", "number"), name="start_plan_once"),
        ),
    ]
