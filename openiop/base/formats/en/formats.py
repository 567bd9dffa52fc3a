"""Days and times in English. Source: ux.md 3.10 L4 ("Tue Mar 9"); a day has 24 hours."""

DATE_FORMAT = "D M j"
DATETIME_FORMAT = "D M j, H:i"
SHORT_DATE_FORMAT = "M j"
SHORT_DATETIME_FORMAT = "l H:i"
MONTH_DAY_FORMAT = "l, F j"
YEAR_MONTH_FORMAT = "F Y"
TIME_FORMAT = "H:i"
