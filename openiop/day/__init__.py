"""A program day: who came, for how long, what each woman needed, and that everyone got home."""
