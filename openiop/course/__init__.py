"""One client's questionnaires over time: one picture for her and for her team."""
