"""How often the newsroom and its helpers err: figures over a period, with intervals. Reads only.

No text of a comment and nothing that tells one writer from another is in any of it.
"""

from parley.moderation.ledger.periods import Period, PeriodError, period_last, period_read
from parley.moderation.ledger.reading import Ledger, ledger_read

__all__ = ["Ledger", "Period", "PeriodError", "ledger_read", "period_last", "period_read"]
