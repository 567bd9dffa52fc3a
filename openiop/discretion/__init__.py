"""A door: what must stay between her and us. Names, addresses, who must not know, hidden rules."""
