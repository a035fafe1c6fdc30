"""A key path and the text of a TOML file -> the line a person should look at.

`tomli` keeps no positions and this runs only when something is wrong, so it reads line by line: table headers and
keys, with multi-line strings and arrays skipped. What it cannot find is placed at the table that holds it.
"""

from __future__ import annotations

from collections import Counter

from tracker.compiled import compile_pattern

KeyPath = tuple[str | int, ...]

_HEADER = compile_pattern(r"\s*(\[\[?)\s*([^\[\]#]{1,300}?)\s*\]")  # "[[policy]]", "[channel.desk]"
_KEY = compile_pattern(r"""\s*([\w-]{1,200}|"[^"\n]{0,200}"|'[^'\n]{0,200}')\s*[=.]""")  # 'fetch = "https://…"'
_STRING = compile_pattern(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'')  # '"a [text] # not a comment"'


def find_tables(text: str, name: str) -> list[tuple[int, int]]:
    """The lines of every `[[name]]`, counted from 1: its header and its last key; comments after it left out."""
    spans: list[tuple[int, int]] = []
    inside, depth, quote = False, 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        is_value = bool(quote) or depth > 0
        if not is_value and (header := _HEADER.match(line)):
            parts = header[2].split(".")
            inside = parts[0].strip("\"' ") == name
            if inside and header[1] == "[[" and len(parts) == 1:
                spans.append((number, number))
        depth, quote = _follow_value(line, depth, quote)
        if inside and spans and (is_value or not line.lstrip().startswith("#")) and line.strip():
            spans[-1] = (spans[-1][0], number)
    return spans


def find_line(text: str, at: KeyPath) -> int | None:
    """The line, counted from 1, of a key ("policy", 2, "fetch") or else of the nearest table around it."""
    best: tuple[int, int | None] = (0, None)
    table: KeyPath = ()
    counts: Counter[str] = Counter()
    depth, quote = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        if not quote and depth == 0:
            if header := _HEADER.match(line):
                table = _table_path(header[1], header[2], counts)
                best = max(best, (_agreement(table, at), number), key=lambda found: found[0])
            elif key := _KEY.match(line):
                path = (*table, key[1].strip("\"'"))
                best = max(best, (_agreement(path, at), number), key=lambda found: found[0])
        depth, quote = _follow_value(line, depth, quote)
    return best[1]


def _table_path(brackets: str, name: str, counts: Counter[str]) -> KeyPath:
    parts: list[str | int] = [part.strip().strip("\"'") for part in name.split(".")]
    head = str(parts[0])
    if brackets == "[[":
        counts[head] += 1
        return (*parts, counts[head] - 1)
    return (head, counts[head] - 1, *parts[1:]) if counts[head] else tuple(parts)


def _agreement(found: KeyPath, wanted: KeyPath) -> int:
    """How many leading parts agree; 0 where the found path leads elsewhere."""
    length = min(len(found), len(wanted))
    return length if found[:length] == wanted[:length] else 0


def _follow_value(line: str, depth: int, quote: str) -> tuple[int, str]:
    """How deep in arrays and inline tables, and in which multi-line string, the next line begins."""
    while True:
        if quote:
            _, found, line = line.partition(quote)
            if not found:
                return depth, quote
            quote = ""
        starts = [(line.find(mark), mark) for mark in ('"""', "'''") if mark in line]
        before = line[: min(starts)[0]] if starts else line
        plain = _STRING.sub("", before).partition("#")[0]
        if not _HEADER.match(plain):
            depth = max(0, depth + plain.count("[") + plain.count("{") - plain.count("]") - plain.count("}"))
        if not starts or "#" in _STRING.sub("", before):
            return depth, ""
        position, quote = min(starts)
        line = line[position + 3 :]
