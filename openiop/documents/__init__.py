"""Notes that belong to no timetabled group: assessments, visits, contacts, weekly summaries."""
