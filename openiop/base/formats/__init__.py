"""How days and times are written in each language; pages name the format, not its letters."""
