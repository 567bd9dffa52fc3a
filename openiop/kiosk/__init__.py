"""Answering on a device of the program, opened by a short code for one woman and her forms."""
