"""Rules of the program day: hours, the morning, and the close."""
