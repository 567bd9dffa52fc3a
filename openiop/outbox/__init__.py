"""Nothing leaves the house except through here, and nothing leaves against a woman's safe-contact wishes."""
