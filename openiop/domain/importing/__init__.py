"""Files that come in from elsewhere: what a table, a row and a cell of them mean."""
