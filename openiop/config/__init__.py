"""Settings, wiring and starting."""
