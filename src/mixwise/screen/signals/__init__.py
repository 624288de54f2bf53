"""
Signals in spontaneous reports: FDA adverse-event files in, combinations that are reported more than expected out.

Reports, not proof. One way: files → latest cases → substances and reactions → counts → measures → beside what we say.
"""

from mixwise.screen.signals.options import ROLES, Options
from mixwise.screen.signals.run import Summary, run

__all__ = ["ROLES", "Options", "Summary", "run"]
