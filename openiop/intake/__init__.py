"""Pages of intake across the stages before the first day."""
