"""Her own pages, and those of her team."""
