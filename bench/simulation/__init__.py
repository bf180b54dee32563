"""30 days of a site, played from labelled comments: what passes by itself, how wrong it is, what it costs people.

Only the comments and what raters thought of them are real. Writers, hours, moderators and attacks are invented, drawn
from one seed; each number that was assumed stands in `assumed.py` and is printed with the results.
"""
