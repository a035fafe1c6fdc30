"""Bodies of sections <-> rows: each kept once for all texts that hold it, its words beside what its blocks are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Final

from tracker.archive.store import Store
from tracker.model import Block, BlockKind, Link
from tracker.text.sentences import split_sentences

PASSAGE_SCHEMA: Final = """
-- A section's body, once for all texts that hold it. `blocks` is JSON over the lengths of `text`, `sentences` the place
-- and length of each sentence of it, so that SQL can ask since when one has stood (archive/passages.py).
CREATE TABLE passage (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    text TEXT NOT NULL,
    blocks TEXT NOT NULL,
    sentences TEXT NOT NULL
) STRICT;
"""

HASH_BYTES: Final = 16
"""Of a SHA-256, enough for as many bodies as there will ever be: two are alike by chance after 2**64."""


_ASKED_AT_ONCE: Final = 500  # an old SQLite takes 999 parameters


class Passages:
    """The `passage` table. Tests: test_archive.py (any section comes back as it was)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, bodies: Sequence[tuple[Block, ...]]) -> list[int]:
        """The row of each body, a new one where it is new."""
        written = [write_body(blocks) for blocks in bodies]
        known = self._find([name for name, _, _ in written])
        for name, text, blocks in written:
            if name not in known:
                sentences = json.dumps(place_sentences(text), separators=(",", ":"))
                sql = "INSERT INTO passage (hash, text, blocks, sentences) VALUES (?, ?, ?, ?)"
                known[name] = self._store.insert(sql, [name, text, blocks, sentences])
        return [known[name] for name, _, _ in written]

    def _find(self, names: Sequence[bytes]) -> dict[bytes, int]:
        found: dict[bytes, int] = {}
        for start in range(0, len(names), _ASKED_AT_ONCE):
            asked = names[start : start + _ASKED_AT_ONCE]
            sql = f"SELECT hash, id FROM passage WHERE hash IN ({', '.join('?' * len(asked))})"  # noqa: S608
            found |= {row["hash"]: row["id"] for row in self._store.rows(sql, asked)}
        return found


@lru_cache(maxsize=4096)
def write_body(blocks: tuple[Block, ...]) -> tuple[bytes, str, str]:
    """The hash, the words and the blocks of a body as they are kept. Successive texts share most bodies: each is
    written once for many."""
    text = clean_text("\n".join(block.shown for block in blocks))
    written = write_blocks(blocks)
    name = hashlib.sha256(f"{written}\n{text}".encode()).digest()[:HASH_BYTES]
    return name, text, written


def place_sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence of a body begins, and how long it is without the white space around it."""
    parts = list(split_sentences(text))
    starts = accumulate((len(part) for part in parts), initial=0)
    return [
        (start + len(part) - len(part.lstrip()), len(part.strip()))
        for start, part in zip(starts, parts, strict=False)
        if part.strip()
    ]


def clean_text(text: str) -> str:
    """UTF-8 has no lone surrogates ("\\ud83d" from half an emoji): they become U+FFFD, one for one."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    return text


def write_blocks(blocks: Sequence[Block]) -> str:
    """Blocks as JSON rows [kind, length, level, marker, lead, links, is_header, anchor], empty ends left out; the words
    are in the body's text, line by line (`Block.shown`)."""
    rows = []
    for block in blocks:
        links = [[link.text, link.target] for link in block.links]
        row = [block.kind.value, len(block.text), block.level, block.marker, block.lead, links, int(block.is_header)]
        row.append(block.anchor)
        while not row[-1] and len(row) > 2:
            if row[-1] == "":  # an empty marker or anchor is not an absent one
                break
            row.pop()
        rows.append(row)
    return clean_text(json.dumps(rows, ensure_ascii=False, separators=(",", ":")))


@lru_cache(maxsize=4096)
def read_blocks(written: str, text: str) -> tuple[Block, ...]:
    """The blocks of `write_blocks` with their words; of neighbouring texts each is read once."""
    blocks, at = [], 0
    for kind, length, *rest in json.loads(written):
        bare = read_block(kind, "", *rest)
        at += len(bare.shown) + (bool(bare.shown) and length > 0)  # the marker, and the blank before words
        blocks.append(read_block(kind, text[at : at + length], *rest))
        at += length + 1
    return tuple(blocks)


def read_block(  # noqa: PLR0917 - the columns of one JSON row
    kind: str,
    text: str,
    level: int = 0,
    marker: str | None = None,
    lead: int = 0,
    links: Sequence[tuple[str, str]] = (),
    is_header: int = 0,
    anchor: str | None = None,
) -> Block:
    pairs = tuple(Link(words, target) for words, target in links)
    return Block(BlockKind(kind), text, level, marker, lead, pairs, bool(is_header), anchor)
