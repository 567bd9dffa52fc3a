"""Whether less support would hold: three criteria, two voices, evidence; people decide."""
