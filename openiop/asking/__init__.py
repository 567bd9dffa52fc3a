"""Staff and questionnaires: what is due, asking, entering paper, what was said, filing."""
