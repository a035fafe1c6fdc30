"""Subscriptions that name a policy -> a line on stderr for each: whom to tell is for a person to change."""

from __future__ import annotations

from tracker.commands.speaking import complain
from tracker.config import Config
from tracker.publish.subscriptions import split_clause


def warn_of_mentions(config: Config, policy: str, what: str) -> None:
    """Say which subscriptions name a policy by its id, and what becomes of that."""
    for subscription in config.subscriptions:
        named = [f'policies "{policy}"'] if policy in subscription.policies else []
        named += [f'clauses "{clause}"' for clause in subscription.clauses if split_clause(clause)[0] == policy]
        for value in named:
            complain(f'subscription "{subscription.name}": {value} {what}')
