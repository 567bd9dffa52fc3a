"""Questionnaires and check-ins: asked, answered, skipped, scored."""
