"""The chart as a whole: found by words, in order of time, on paper."""
