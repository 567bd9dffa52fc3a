"""What comes of the program: rates with intervals, months in a row, hidden small numbers."""
