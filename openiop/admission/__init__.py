"""The way from a decision to day one: what is missing, papers, waitlist, the start, the stay."""
