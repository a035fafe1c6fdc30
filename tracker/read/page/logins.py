"""Forms that ask for a password → marked as such, before their fields, which are never text, are taken out."""

from __future__ import annotations

from itertools import islice

from selectolax.lexbor import LexborNode

from tracker.read.page.nodes import MOST_LEVELS, walk_ancestors

LOGIN_MARK = "data-asks-password"
_MOST_FIELDS = 20


def mark_logins(body: LexborNode) -> None:
    """Mark each form with a field for a password: what stands around it ("I am looking for") signs somebody up."""
    for field in body.css("form input[type=password]")[:_MOST_FIELDS]:
        form = next((above for above in islice(walk_ancestors(field), MOST_LEVELS) if above.tag == "form"), None)
        if form is not None:
            form.attrs[LOGIN_MARK] = ""
