"""The women the program is for: who she is, and her stay."""
