"""Goals and notes: one group, many notes, each her own."""
