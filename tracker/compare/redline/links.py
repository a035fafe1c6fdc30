"""Links of two paired sections -> those on the same words that lead elsewhere, tracking parameters apart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tracker.compiled import compile_pattern
from tracker.model import Link, LinkChange, Section
from tracker.text.canon import canon_key

_TRACKER = compile_pattern(  # utm_source, optimizely_user_id, amp_device_id, _nc_ohc, fbclid, ref_topic ...
    r"^(?:utm_.+|.*clid|.*_(?:user|device|session|visitor|client)_?id|(?:user|device|session|visitor|client)_?id|"
    r"amp_.+|optimizely.*|_nc_.+|_ga|_gl|mc_[ce]id|mkt_tok|s_?id|hs(?:enc|mi|ctatracking)|ref(?:_?src|_topic)?|origin|source|"
    r"token|nonce|csrf.*|h|cb|ts|timestamp|visit_id|rd|ved|sca_esv|entry|ncid|icid|cmpid|trk.*|__.*)$",
    re.IGNORECASE,
)
_OPAQUE = compile_pattern(r"^(?=.*\d)(?=.*[A-Za-z])[\w\-%.~+/=]{20,}$")  # "AT0yFhP2k9_Qx7vLz0aB3": made for one visit


def strip_tracking(target: str) -> str:
    """A link target without scheme case, tracking parameters and one-visit tokens; unparsable ones as they are."""
    try:
        parts = urlsplit(target.strip())
    except ValueError:
        return target
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKER.match(name) and not _OPAQUE.match(value)
    ]
    return urlunsplit(
        (parts.scheme.lower(), parts.netloc.lower(), parts.path.rstrip("/"), urlencode(query), parts.fragment)
    )


def find_link_changes(old: Section, new: Section) -> Iterator[LinkChange]:
    """Pairs links on equal words, in order; yields those whose target differs."""
    if old.links == new.links:
        return
    waiting: dict[str, list[Link]] = defaultdict(list)
    for link in old.links:
        waiting[canon_key(link.text)].append(link)
    for link in new.links:
        rivals = waiting.get(canon_key(link.text))
        if not rivals:
            continue
        before = rivals.pop(0)
        if before.target != link.target and strip_tracking(before.target) != strip_tracking(link.target):
            yield LinkChange(new.path or new.number or new.heading, link.text, before.target, link.target)
