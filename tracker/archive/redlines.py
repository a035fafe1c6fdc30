"""Redlines <-> JSON: over texts that the database has anyway, only the lengths are kept."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tracker.archive.passages import clean_text
from tracker.model import Op, Ops

RUN_END = "\x1e"
"""Ends each run of inserted or deleted words: a control character that no text has and the full-text index skips."""


def write_ops(ops: Ops, old: str, new: str) -> str:
    """A redline of `old` and `new` as [[op, length], ...]; as [[op, text], ...] where it is not exactly theirs."""
    is_exact = join_ops(ops, Op.INSERT) == old and join_ops(ops, Op.DELETE) == new
    rows = [[op.value, len(text) if is_exact else text] for op, text in ops]
    return clean_text(json.dumps(rows, ensure_ascii=False, separators=(",", ":")))


def read_ops(text: str, old: str, new: str) -> Ops:
    """The redline that `write_ops` was given, with the same two texts."""
    ops: list[tuple[Op, str]] = []
    old_at = new_at = 0
    for name, told in json.loads(text):
        op = Op(name)
        if isinstance(told, str):
            ops.append((op, told))
            continue
        ops.append((op, new[new_at : new_at + told] if op is Op.INSERT else old[old_at : old_at + told]))
        old_at += 0 if op is Op.INSERT else told
        new_at += 0 if op is Op.DELETE else told
    return tuple(ops)


def join_ops(ops: Ops, left_out: Op) -> str:
    return "".join(text for op, text in ops if op is not left_out)


def write_runs(runs: Sequence[str]) -> str:
    return clean_text("".join(run.replace(RUN_END, " ") + RUN_END for run in runs))


def read_runs(text: str) -> tuple[str, ...]:
    return tuple(text.split(RUN_END)[:-1])
