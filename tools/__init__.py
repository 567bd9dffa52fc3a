"""Small programs for those who work on OpenIOP; nothing here is needed to run it."""
