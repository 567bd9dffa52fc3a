"""After she left: notes she asked for, a code of her own, calls we owe, and women who were here."""
