"""The chart as a whole: finding words in it, printing parts of it."""
