"""Run the commands with ``python -m wijkdata``."""

import sys

from wijkdata.cli import main

sys.exit(main())
