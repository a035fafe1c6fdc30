"""Small records for tests of pages: a parcel service whose terms change, and one whose terms are an attack."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import escape
from pathlib import Path

from parcels import FIRST, INSURED, SHORTER, START, TRAINED, WALL, capture

from tracker.archive import open_archive
from tracker.ask.record import OpenRecord
from tracker.model import Source, WatchedPolicy
from tracker.track.derive import derive_policy
from tracker.track.recording import record_captures
from tracker.values import replace

PARCELS, HOSTILE, ARABIC = "parcels/terms", "hostile/terms", "souk/terms"
RECORDED = Source("ota-versions", "https://git.example/versions.git#Harbour Parcels/Terms.md")
NOW = START + timedelta(days=40)

ATTACKS = (
    "<script>window.ran = 1</script><img src=x onerror='window.ran = 2'>",
    "\"><svg onload=window.ran=3> ' onmouseover='window.ran=4' x='",
    "]]> <![CDATA[ & &amp; </html></main></template>",
    "bell \x07 escape \x1b[2J null \x00 end",
    "invoice \u202egpj.exe\u2066 end",
    "{{ 7 * 7 }} {% raw %} ${x} javascript:alert(1)",
    "<!--begin--> <!--end--> <!--part--> -->",
)


def attack(round: int) -> str:
    """An edition of hostile terms, as a page that shows these words; each round changes every clause."""
    clauses = "".join(
        f"<h2>{number}. {escape(text)}</h2><p>You agree {'not ' if round else ''}to pay {10 + round} euros for "
        f"{escape(text)} within {30 - round} days.</p>"
        for number, text in enumerate(ATTACKS, start=1)
    )
    opening = "These terms govern the hostile service and everything that it does for you."
    return f"<html lang=en><body><main><h1>{escape(ATTACKS[0])}</h1><p>{opening}</p>{clauses}</main></body></html>"


SOUK = (
    "# شروط الخدمة\n\nتحكم هذه الشروط استخدامك للخدمة التي نقدمها لك في السوق.\n\n## 1. الدفع\n\nتدفع {0} يورو في كل "
    "شهر. يمكنك الإلغاء خلال 14 يوما.\n\n## 2. القانون\n\n"
    "يسري قانون المدينة على جميع العقود المبرمة بموجب هذه الشروط.\n"
)


def write_record(path: Path) -> None:
    """The database: three policies, one of them with a look that is doubted."""
    parcels = [FIRST, SHORTER, TRAINED, INSURED, FIRST, WALL]
    editions = {PARCELS: parcels, HOSTILE: [attack(0), attack(1)], ARABIC: [SOUK.format(5), SOUK.format(9)]}
    with open_archive(path) as archive:
        for policy, texts in editions.items():
            archive.policies.ensure(policy, "<b>Hostile</b> Terms" if policy == HOSTILE else None, at=START)
            form = "text/html" if policy == HOSTILE else "text/markdown"
            commits = [
                replace(capture(text, 2 * day, key=f"c{day}", source=RECORDED), media_type=form)
                for day, text in enumerate(texts)
            ]
            record_captures(archive, policy, commits, now=START)
            derive_policy(archive, policy, now=START)


@contextmanager
def open_pages(path: Path, texts: int | None = None) -> Iterator[OpenRecord]:
    """The record as pages ask it; picklable with `functools.partial` for who makes pages elsewhere."""
    watched = {
        PARCELS: WatchedPolicy(PARCELS, "Harbour Parcels", ("https://parcels.example/terms",), ("post", "b/w?")),
        HOSTILE: WatchedPolicy(HOSTILE, "", ('https://hostile.example/"onmouseover=alert(1)',)),
    }
    with open_archive(path, read_only=True) as archive:
        yield OpenRecord(archive, NOW, watched, texts=texts, held=texts)


def list_rows(path: Path) -> list[str]:
    """Every row of every table, as SQL writes it."""
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()
