"""After she left: notes she asked for, calls we owe, the door back, and women who were here."""
