"""Staff pages that join several stages."""
