"""A folder of topic files -> topics that people added, and what is wrong with the files, a line for each fault.

A file is one topic: its name, then a table for each language with words and patterns, sentences that speak of it, and
sentences that do not. Every sentence is tried: a topic that does not hear its own examples is refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tracker.compare.weigh.topics import TOPIC_NAMES, find_topics
from tracker.first_use import FirstUse
from tracker.languages import ANY, find_language, load_languages
from tracker.model import OwnTopic
from tracker.names import make_slug

if TYPE_CHECKING:
    import tomli
else:
    tomli = FirstUse("tomli")  # few have topics of their own

KEYS: Final = ("words", "patterns", "speaks", "silent")
LONGEST: Final = 500
"""Characters of a word or pattern: what is longer is a text, and slow to look for."""


class _TopicError(Exception):
    """What is wrong with a topic file."""


def load_topics(folder: Path) -> tuple[tuple[OwnTopic, ...], tuple[str, ...]]:
    """The topics of a folder's `*.toml`, in order of their files, and every fault: "topics/x.toml: [en] words: …"."""
    topics: list[OwnTopic] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        where = f"{folder.name}/{path.name}"
        try:
            data = tomli.loads(path.read_bytes().decode("utf-8-sig"))
        except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
            faults.append(f"{where}: {error}")
            continue
        known = [*TOPIC_NAMES, *(topic.name for topic in topics)]
        try:
            name = _read_name(data, known)
        except _TopicError as error:
            faults.append(f"{where}: {error}")
            continue
        topic, found = _read_languages(name, data)
        faults += [f"{where}: {fault}" for fault in found]
        topics.append(topic)
    return tuple(topics), tuple(faults)


def _read_name(data: Mapping[str, Any], known: Collection[str]) -> str:
    name = data.get("name")
    if not isinstance(name, str) or not name.strip():
        raise _TopicError('needs name = "…", as reasons and pages call it')
    same = next((one for one in known if make_slug(one) == make_slug(name)), None)
    if same is not None:
        raise _TopicError(f'there is a topic "{same}" already; a name needs letters of its own')
    return " ".join(name.split())


def _read_languages(name: str, data: Mapping[str, Any]) -> tuple[OwnTopic, list[str]]:
    patterns, examples, faults = list[tuple[str, str]](), list[tuple[str, str]](), list[str]()
    codes = [code for code in load_languages() if code != ANY]
    for code, table in data.items():
        if code == "name":
            continue
        language = find_language(code)
        if language is None or code == ANY or not isinstance(table, dict):
            faults.append(f"[{code}]: no language{_nearest(code, codes)}")
            continue
        found = list(_check_table(code, table))
        if not found:
            pattern = _join(table, is_spaced=language.spaced)
            patterns.append((language.code, pattern))
            examples.append((language.code, table["speaks"][0]))
            found = list(_try_examples(OwnTopic(name, ((language.code, pattern),)), language.code, table))
        faults += [f"[{code}] {fault}" for fault in found]
    if not patterns and not faults:
        faults.append(f"needs a table for a language, such as [{codes[0]}]")
    return OwnTopic(name, tuple(sorted(patterns)), tuple(examples)), faults


def _check_table(code: str, table: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the words of one language, before any is tried."""
    for key, rows in table.items():
        if key not in KEYS:
            yield f"{key}: unknown key{_nearest(key, KEYS)}"
        elif not isinstance(rows, list) or not all(isinstance(row, str) and row.strip() for row in rows):
            yield f"{key}: expected a list of texts, none of them blank"
        elif key in ("words", "patterns"):
            yield from (f"{key}: {fault}" for row in rows if (fault := _check_row(row, is_word=key == "words")))
    if not table.keys() <= set(KEYS):
        return  # what is missing may stand under another name
    if not table.get("words") and not table.get("patterns"):
        yield f"needs words or patterns by which it is heard in {code}"
    if not table.get("speaks"):
        yield "needs speaks: a sentence at least that the words are found in"


def _check_row(row: str, *, is_word: bool) -> str | None:
    if len(row) > LONGEST:
        return f'"{row[:40]}…" is longer than {LONGEST} characters'
    if is_word:
        return f'"{row}": a star stands at the end alone' if "*" in row.rstrip("*") or row.strip("* ") == "" else None
    try:
        pattern = re.compile(row, re.IGNORECASE)
    except re.error as error:
        return f'"{row}" is no pattern: {error}'
    return f'"{row}" is found in every text' if pattern.search("") else None


def _try_examples(topic: OwnTopic, code: str, table: Mapping[str, Any]) -> Iterator[str]:
    for sentence in table["speaks"]:
        if topic.name not in find_topics(sentence, code, (topic,)):
            yield f'speaks: "{sentence}" is not heard by these words'
    for sentence in table.get("silent", ()):
        if topic.name in find_topics(sentence, code, (topic,)):
            yield f'silent: "{sentence}" is heard by these words'


def _join(table: Mapping[str, Any], *, is_spaced: bool) -> str:
    """One pattern of all words and patterns; a word is a whole one where the language writes blanks between words."""
    words = [_write_word(word, is_spaced=is_spaced) for word in table.get("words", ())]
    return "|".join([*words, *(f"(?:{pattern})" for pattern in table.get("patterns", ()))])


def _write_word(word: str, *, is_spaced: bool) -> str:
    stem = word.rstrip("*")
    body = r"\s+".join(re.escape(part) for part in stem.split())
    if not is_spaced:
        return body
    return rf"(?<!\w){body}" + ("" if word.endswith("*") else r"(?!\w)")


def _nearest(word: str, known: Collection[str]) -> str:
    near = get_close_matches(str(word).lower(), list(known), n=1, cutoff=0.5)
    return f'; did you mean "{near[0]}"?' if near else f"; known here: {', '.join(known)}"
