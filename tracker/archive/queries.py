"""What a person types into a search -> a tree of words and operators -> conditions in SQL.

    words      all must be there, in any order                 artificial intelligence
    "…"        a phrase                                        "artificial intelligence"
    licen*     a beginning
    OR         either side; binds less than words side by side  arbitration OR "class action"
    AND, NOT   both; the left one without the right one         training NOT "training course"
    NEAR       within ten words of each other, in any order     train NEAR model, NEAR(train model, 5)
    ( )        what belongs together

Operators are written in capitals; "or" is a word. Signs that tell words apart (C++, C#, AT&T, 50%) must be there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from tracker.errors import UsageError
from tracker.text.scripts import HANGUL, UNSPACED
from tracker.values import Struct

NEAR_WORDS: Final = 10
_LONGEST: Final = 1000

# Compiled when something is searched for: everything else that opens a record should not wait for it.
_PIECE: Final = r"""
    NEAR\(\s*(?P<near>[^()]*?)(?:,\s*(?P<words>\d{1,3})\s*)?\)   # NEAR(train "language model", 5)
    | "(?P<phrase>[^"]*)"
    | (?P<operator>\b(?:AND|OR|NOT|NEAR)\b(?!["*]) | [()])
    | (?P<word>[^\s"()]+)
"""
_IN_NEAR: Final = r'"([^"]*)"|([^\s"]+)'
# Scripts written without spaces ("利用規約"): the index holds a whole run of them as one word.
_RUN_TOGETHER: Final = f"[{UNSPACED}{HANGUL}]"
# Signs that the index leaves out though they tell one word from another: "C++", "AT&T", "50%".
_TELLING: Final = r"[+#&@%§$€£¥]"


class Term(Struct, frozen=True):
    """A word, the beginning of one, or a phrase."""

    text: str
    is_beginning: bool = False

    @property
    def is_literal(self) -> bool:
        """Whether it holds a sign that the index does not know."""
        return bool(re.search(_TELLING, self.text))


class Near(Struct, frozen=True):
    """Terms that stand within so many words of each other."""

    terms: tuple[Term, ...]
    words: int = NEAR_WORDS


class Both(Struct, frozen=True):
    """All of these, and none of `without`."""

    parts: tuple[Query, ...]
    without: tuple[Query, ...] = ()


class Either(Struct, frozen=True):
    """Any of these."""

    parts: tuple[Query, ...]


Query = Term | Near | Both | Either


# --- text -> tree -------------------------------------------------------------------------------------------


def read_query(text: str) -> Query:
    """Raises UsageError for a query without a word, an open quote or bracket, an operator that lacks a side."""
    if len(text) > _LONGEST:
        raise UsageError(f"a query has {_LONGEST} characters at most")
    if text.count('"') % 2:
        raise UsageError("a quote is opened and not closed", hint="a phrase stands between two quotes")
    reader = _Reader(list(_list_pieces(text)))
    query = reader.read_either()
    if reader.operator is not None:
        what = "a bracket is closed and not opened" if reader.operator == ")" else f"{reader.operator} lacks a side"
        raise UsageError(what, hint=_AS_WORDS)
    if query is None:
        hint = 'give a word, or a phrase in quotes: tracker search "AI training"'
        raise UsageError("nothing to search for", hint=hint)
    return query


_AS_WORDS: Final = "as words AND, OR, NOT, NEAR and brackets stand in quotes"


def _list_pieces(text: str) -> Iterator[Query | str]:
    """Terms, and operators as text; what holds no letter and no figure says nothing and is left out."""
    for found in re.finditer(_PIECE, text, re.VERBOSE):
        if found["operator"]:
            yield found["operator"]
        elif found["near"] is not None:
            terms = tuple(_read_terms(found["near"]))
            if not terms:
                raise UsageError("NEAR(…) needs words")
            yield Near(terms, int(found["words"] or NEAR_WORDS))
        else:
            yield from _read_terms(found[0])


def _read_terms(text: str) -> Iterator[Term]:
    for phrase, word in re.findall(_IN_NEAR, text):
        term = (phrase or word).strip()
        if any(map(str.isalnum, term)):
            yield Term(term.rstrip("*"), is_beginning=term.endswith("*") and not phrase)


class _Reader(Struct):
    """Pieces -> a tree: OR binds least, then words side by side with AND and NOT, then NEAR, then brackets."""

    pieces: list[Query | str]
    place: int = 0

    @property
    def operator(self) -> str | None:
        """The operator or bracket that comes next, None where a term or nothing does."""
        piece = self.pieces[self.place] if self.place < len(self.pieces) else None
        return piece if isinstance(piece, str) else None

    def takes(self, operator: str) -> bool:
        """Step over an operator where it comes next."""
        is_next = self.operator == operator
        self.place += is_next
        return is_next

    def read_either(self) -> Query | None:
        first = self.read_both()
        parts = [first] if first else []
        while self.takes("OR"):
            need(first, "OR")
            parts.append(need(self.read_both(), "OR"))
        return parts[0] if len(parts) == 1 else Either(tuple(parts)) if parts else None

    def read_both(self) -> Query | None:
        first = self.read_near()
        parts, without = [first] if first else [], list[Query]()
        while parts:
            if self.takes("NOT"):
                without.append(need(self.read_near(), "NOT"))
            elif self.takes("AND"):
                parts.append(need(self.read_near(), "AND"))
            elif part := self.read_near():
                parts.append(part)
            else:
                break
        return parts[0] if len(parts) == 1 and not without else Both(tuple(parts), tuple(without)) if parts else None

    def read_near(self) -> Query | None:
        left = self.read_one()
        while left is not None and self.takes("NEAR"):
            right = need(self.read_one(), "NEAR")
            if not isinstance(left, (Term, Near)) or not isinstance(right, Term):
                raise UsageError("NEAR stands between words and phrases alone")
            left = Near((*(left.terms if isinstance(left, Near) else (left,)), right))
        return left

    def read_one(self) -> Query | None:
        if self.takes("("):
            inside = need(self.read_either(), "a bracket")
            if not self.takes(")"):
                raise UsageError("a bracket is opened and not closed", hint=_AS_WORDS)
            return inside
        if self.place == len(self.pieces) or self.operator is not None:
            return None
        piece = self.pieces[self.place]
        assert not isinstance(piece, str)
        self.place += 1
        return piece


def need(part: Query | None, operator: str) -> Query:
    """The part, which an operator cannot do without."""
    if part is None:
        raise UsageError(f"{operator} lacks a side", hint=_AS_WORDS)
    return part


# --- what is in a tree --------------------------------------------------------------------------------------


def list_terms(query: Query, *, is_whole: bool = False) -> Iterator[Term]:
    """The terms that may be found, in order; with `is_whole` those that must be absent as well."""
    if isinstance(query, Term):
        yield query
    elif isinstance(query, Near):
        yield from query.terms
    else:
        without = query.without if is_whole and isinstance(query, Both) else ()
        for part in (*query.parts, *without):
            yield from list_terms(part, is_whole=is_whole)


def split_phrases(query: Query) -> str | None:
    """The words of all phrases one by one, for whoever finds the phrase nowhere; None where there is no phrase."""
    terms = list(list_terms(query))
    words = [term.text.split() for term in terms]
    return " ".join(word for parts in words for word in parts) if any(len(parts) > 1 for parts in words) else None


# --- tree -> SQL --------------------------------------------------------------------------------------------


def is_run_together(query: Query) -> bool:
    """Whether a term is of a script without spaces, and the text itself must be looked through."""
    return any(re.search(_RUN_TOGETHER, term.text) for term in list_terms(query, is_whole=True))


def has_literals(query: Query) -> bool:
    """Whether a term holds a sign that the index leaves out."""
    return any(term.is_literal for term in list_terms(query, is_whole=True))


def write_match(query: Query) -> str:
    """The tree in the language of FTS5, where nothing in a term is an operator: licen* -> "licen"*

    The index takes "C++" for "c": what is found so may be too much, and is never too little.
    """
    if isinstance(query, Term):
        return '"' + query.text.replace('"', '""') + '"' + ("*" if query.is_beginning else "")
    if isinstance(query, Near):
        return f"NEAR({' '.join(map(write_match, query.terms))}, {query.words})"
    if isinstance(query, Either):
        return f"({' OR '.join(map(write_match, query.parts))})"
    without = [write_match(part) for part in query.without if not has_literals(part)]
    found = f"({' AND '.join(map(write_match, query.parts))})"
    return f"({found} NOT {' NOT '.join(without)})" if without else found


def write_condition(query: Query, column: str, match: str | None = None, scope: str = "") -> tuple[str, list[str]]:
    """The tree as a condition on a column, with its parameters.

    Terms without signs that the index leaves out are asked of `match`, a condition on the index with one parameter,
    which begins with `scope`. Without `match` every term is looked for in the column, and NEAR is no more than AND.
    """
    if match is not None and not has_literals(query) and isinstance(query, (Term, Near)):
        return match, [scope + write_match(query)]
    if isinstance(query, Term):
        return f"instr(lower({column}), lower(?)) > 0", [query.text]
    parts: Sequence[Query] = query.terms if isinstance(query, Near) else query.parts
    without = query.without if isinstance(query, Both) else ()
    conditions = [write_condition(part, column, match, scope) for part in (*parts, *without)]
    signed = [f"{'NOT ' if place >= len(parts) else ''}({one})" for place, (one, _) in enumerate(conditions)]
    joined = (" OR " if isinstance(query, Either) else " AND ").join(signed)
    return joined, [parameter for _, given in conditions for parameter in given]
