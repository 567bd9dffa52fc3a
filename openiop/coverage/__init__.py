"""Who pays, and by whose rules hours count."""
