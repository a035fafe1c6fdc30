"""A page's own style sheets → the numbers that they paint before headings and paragraphs, written into the page.

Word processors and makers of policies leave the counting of clauses to the sheet: `h2::before { content: counter(part)
". " }`. Lists are painted in `markup.lists`, but for items before which several counters stand ("2.1"), as published
word processors' documents have them. Counters are taken to hold for the whole page, as those of headings do.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from tracker.compiled import compile_pattern
from tracker.read.page.list_styles import paint_marker
from tracker.read.page.nodes import list_class_names
from tracker.read.page.sheets import list_rules
from tracker.values import Struct

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# "h2::before", ".terms h3", "p.clause:before", "body", "main > section"
_SELECTOR = compile_pattern(
    r"((?:[\w*-]{0,40}(?:[.#][\w-]{1,60}){0,2}[\s>]{1,3}){0,3}[\w-]{0,40}(?:[.#][\w-]{1,60}){0,2})(::?before)?"
)
_SET = compile_pattern(r"counter-([a-z]{3,9})\s{0,3}:\s{0,3}([\w\s-]{1,100})", re.IGNORECASE)
_CONTENT = compile_pattern(r"(?<![\w-])content\s{0,3}:([^;{}]{1,200})", re.IGNORECASE)
_PIECE = compile_pattern(
    r"\"([^\"]{0,20})\"|'([^']{0,20})'|counter\(\s?([\w-]{1,40})\s?(?:,\s?([\w-]{1,20})\s?)?\)", re.IGNORECASE
)
_CLASS = compile_pattern(r"\.([\w-]+)")
_NAMED = compile_pattern(r"([a-zA-Z_][\w-]{0,40})(?:\s{1,3}(-?\d{1,4}))?")
_PAINTED: Final = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "section", "dt", "span"}
_MOST_RULES: Final = 120  # of those whose classes the page has
_MOST_NODES: Final = 20_000


class _Rule(Struct, frozen=True):
    """What a sheet says of the counters at the elements of a selector, and what it paints before them."""

    selector: str
    reset: tuple[tuple[str, int], ...] = ()
    increment: tuple[tuple[str, int], ...] = ()
    content: tuple[tuple[str, str], ...] = ()  # words, or the name of a counter with its style


def write_counters(body: LexborNode, sheets: Iterable[str]) -> None:
    """Write before each heading and paragraph the number that the sheets paint there; nothing where none is painted."""
    sheets = [sheet for sheet in sheets if "counter(" in sheet]
    classes = list_class_names(body) if sheets else frozenset()
    read = (rule for sheet in sheets for rule in _read_rules(sheet))
    rules = list(islice((rule for rule in read if classes.issuperset(_CLASS.findall(rule.selector))), _MOST_RULES))
    if not any(rule.content for rule in rules):
        return
    said: dict[int, list[_Rule]] = defaultdict(list)
    for rule in rules:
        for node in body.css(rule.selector)[:_MOST_NODES]:
            said[node.mem_id].append(rule)
    values: dict[str, int] = defaultdict(int)
    painted: list[tuple[LexborNode, str]] = []
    for count, node in enumerate(body.traverse()):
        if count > _MOST_NODES:
            return
        for rule in said.get(node.mem_id, ()):
            values.update(rule.reset)
        for rule in said.get(node.mem_id, ()):
            for name, step in rule.increment:
                values[name] += step
        content = next((rule.content for rule in reversed(said.get(node.mem_id, [])) if rule.content), ())
        if content and _is_painted(node, content):
            painted.append((node, "".join(_paint(*piece, values) for piece in content)))
    _write_painted(painted)


def _write_painted(painted: Iterable[tuple[LexborNode, str]]) -> None:
    for node, text in painted:
        if node.tag == "li":
            node.attrs["style"] = f"list-style-type:none;{node.attributes.get('style') or ''}"
        first = next(node.iter(include_text=True), None)
        if first is not None:
            first.insert_before(text)
        else:
            node.insert_child(text)


def _is_painted(node: LexborNode, content: tuple[tuple[str, str], ...]) -> bool:
    """Whether what a sheet paints before an element is written; before an item only what its list cannot count."""
    if node.tag == "li":
        return len({name for name, style in content if style}) > 1
    return node.tag in _PAINTED and (node.tag == "span" or bool(node.text().strip()))


def _read_rules(sheet: str) -> Iterator[_Rule]:
    for selectors, said in list_rules([sheet]):
        steps: dict[str, tuple[tuple[str, int], ...]] = {}
        for found in _SET.finditer(said):
            default = 1 if found[1].lower() == "increment" else 0
            steps[found[1].lower()] = tuple(
                (name, int(value) if value else default) for name, value in _NAMED.findall(found[2]) if name != "none"
            )
        content = _CONTENT.search(said) if "counter(" in said else None
        pieces = tuple(_read_content(content[1])) if content else ()
        for selector in (one.strip() for one in selectors.split(",")):
            match = _SELECTOR.fullmatch(selector)
            if match and match[1] and (steps or (pieces and match[2])):
                reset = (*steps.get("reset", ()), *steps.get("set", ()))
                yield _Rule(match[1], reset, steps.get("increment", ()), pieces if match[2] else ())


def _read_content(text: str) -> Iterator[tuple[str, str]]:
    for double, single, name, style in _PIECE.findall(text):
        yield (name, style.lower() or "decimal") if name else (double or single, "")


def _paint(text: str, style: str, values: dict[str, int]) -> str:
    """A piece of what is painted: words as they are, a counter in its style."""
    if not style:
        return text
    return (paint_marker(style, values[text]) or "").removesuffix(".")
