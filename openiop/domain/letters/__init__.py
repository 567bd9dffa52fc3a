"""Letters for work, school, court, leave and disability: as little as does the job."""
