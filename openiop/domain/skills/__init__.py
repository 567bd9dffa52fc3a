"""Skills: what they are, where she is with each, and what she notices between her days."""
