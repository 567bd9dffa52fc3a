"""The plan of care: what she works toward, what we do for it, and who agreed."""
