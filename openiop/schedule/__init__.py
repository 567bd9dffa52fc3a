"""The records of the week: groups, sessions, seats and the curriculum."""
