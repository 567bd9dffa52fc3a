"""The ground: site, scope, clock, records and announcements. Knows nothing of clients."""
