"""Package health: diagnoses, medications and allergies as a chart states them."""
