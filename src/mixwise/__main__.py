"""`python -m mixwise` is the command line."""

import sys

from mixwise.faces.cli import main

sys.exit(main())
