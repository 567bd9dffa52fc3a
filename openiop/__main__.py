"""`python -m openiop` is `openiop`."""

import sys

from openiop.cli import main

sys.exit(main())
