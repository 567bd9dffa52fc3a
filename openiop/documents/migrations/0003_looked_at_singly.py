"""What was signed before this was kept is looked at singly, and open questions are told to notes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("care", "0003_an_open_question"),
        ("documents", "0002_read_by_her"),
    ]

    operations = [
        # whether a document told of a change in risk stands sealed in its text: somebody looks
        migrations.RunSQL(
            "UPDATE documents_document SET has_risk_change = TRUE WHERE signed_at IS NOT NULL",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "UPDATE care_note SET is_asked = TRUE WHERE id IN (SELECT note_id FROM"
            " documents_question WHERE note_id IS NOT NULL AND answered_at IS NULL)",
            migrations.RunSQL.noop,
        ),
    ]
