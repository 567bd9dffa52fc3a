"""Who may, and who did: the gate that every page and every write passes, and the trail it leaves."""
