"""The assessment before she starts: times, findings and their routes, the level of care."""
