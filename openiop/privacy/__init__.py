"""Who may, and who did: the gate every page and write passes, and the trail it leaves."""
