"""What is taught: units, who has taken which, the next best one, and the site's own handouts."""
