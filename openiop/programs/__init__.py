"""What the program is: tracks, rooms, staff."""
