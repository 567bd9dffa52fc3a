"""The work on the week: what it is like, and how it is mended when somebody is ill."""
