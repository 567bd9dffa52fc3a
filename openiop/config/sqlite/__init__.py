"""Django's SQLite, reading ids and moments faster."""
