"""Rules of treatment: what a note must hold, how it reads, and when it may be signed."""
