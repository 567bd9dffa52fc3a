"""Questions about the week as a whole."""
