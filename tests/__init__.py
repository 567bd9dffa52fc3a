"""A real package, so that no package of that name among the installed ones hides it."""
