"""Names what a set of rules says."""

import hashlib
import json
from collections.abc import Iterable
from typing import Final

from parley.moderation.rules.rule import Rule

#: 48 bits: among a thousand versions of one newsroom, two meet with a chance of two in a billion.
_BYTES: Final = 6


def version_of(rules: Iterable[Rule]) -> str:
    """Twelve hexadecimal digits of BLAKE2b (RFC 7693) over the rules in a fixed order.

    Changes with every word, sentence, threshold and mode; not with comments, white space, or the order of rules and of
    alternatives in them.
    """
    content = [_normal(rule) for rule in sorted(rules, key=lambda rule: rule.name)]
    written = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(written.encode(), digest_size=_BYTES).hexdigest()


def _normal(rule: Rule) -> list[object]:
    conditions = rule.conditions
    return [
        rule.name,
        rule.sentence,
        rule.severity,
        rule.action,
        rule.mode,
        sorted(rule.words),
        sorted(rule.regexes),
        dict(rule.scores),
        sorted(conditions.sections),
        sorted(conditions.articles),
        conditions.account_age_below,
        conditions.min_links,
        # Only where it is written, so that texts from before the key was known keep their names.
        *([rule.inbox] if rule.inbox else []),
    ]
