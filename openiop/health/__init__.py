"""Diagnoses, medications, allergies, and who does what for her."""
