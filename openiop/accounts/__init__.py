"""People who sign in, and what they are at a site."""
