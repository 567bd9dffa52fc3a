from django.db import migrations, models

ENDED_WITH_THEIR_STAY = """
UPDATE schedule_seat SET ended_with_stay = TRUE
WHERE until_on IS NOT NULL AND EXISTS (
    SELECT 1 FROM clients_episode
    WHERE clients_episode.client_id = schedule_seat.client_id
    AND clients_episode.ended_on = schedule_seat.until_on
)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("schedule", "0003_wishes_and_places"),
    ]

    operations = [
        migrations.AddField(
            model_name="seat",
            name="ended_with_stay",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="seat",
            name="until_before_on",
            field=models.DateField(null=True),
        ),
        migrations.RunSQL(ENDED_WITH_THEIR_STAY, migrations.RunSQL.noop),
    ]
