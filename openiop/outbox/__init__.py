"""Nothing leaves the house except through here, and nothing against her safe-contact wishes."""
