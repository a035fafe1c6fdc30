"""What stands, came and went -> an index of words that a browser searches without a server. Pure.

`site.js` folds and cuts words the same way: what is changed here is changed there.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from tracker.compiled import compile_pattern
from tracker.model import ChangeSet, Version
from tracker.pages.addresses import Address
from tracker.text.scripts import HANGUL, UNSPACED
from tracker.values import Struct

PLACES = 100_000
"""A place is the number of its policy times this, and its number there."""

TOGETHER = 32
"""Signs whose words are in one file: some 700 files for all Chinese there may be, not one for each pair of signs."""

_WORD = compile_pattern(r"[^\W_]+")
_RUN_TOGETHER = compile_pattern(f"[{UNSPACED}{HANGUL}]")


class Findable(Struct, frozen=True):
    """A piece of text that can be found: a clause that stands, or what of it came or went."""

    href: str
    label: str
    side: str
    day: str
    text: str


def list_standing(version: Version) -> Iterator[Findable]:
    """The clauses of the text that stands."""
    day = f"{version.last_seen_at:%Y-%m-%d}"
    for section in version.reading.sections:
        if section.clause and (section.text or section.heading):
            href = Address("clause", version.policy, section.clause).path
            text = " ".join(f"{section.heading or ''} {section.text}".split())
            yield Findable(href, section.label, "now", day, text)


def list_changed(change_set: ChangeSet) -> Iterator[Findable]:
    """The words that came and went with a change set, clause by clause."""
    href = Address("change", change_set.policy, change_set.id).path
    day = f"{change_set.judgement.observed_at:%Y-%m-%d}"
    for change in change_set.comparison.changes:
        label = change.label
        for side, runs in (("came", change.inserted), ("went", change.deleted)):
            if runs and not change.is_ripple:
                yield Findable(href, label, side, day, " … ".join(" ".join(run.split()) for run in runs))


def fold_text(text: str) -> str:
    """Small letters without accents, compatible forms made one: "Ärger" -> "arger"."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c)[0] != "M")
    return unicodedata.normalize("NFC", bare).lower()


def cut_words(text: str) -> set[str]:
    """The words of a text; of a script without spaces every two signs that stand together."""
    words: set[str] = set()
    for word in _WORD.findall(fold_text(text)):
        if len(word) > 2 and _RUN_TOGETHER.search(word):
            words.update(word[at : at + 2] for at in range(len(word) - 1))
        else:
            words.add(word)
    return words


def name_shard(word: str) -> str:
    """The file that holds a word: named by the code points of its first two letters; in a script without spaces, where
    any two signs stand together, by the `TOGETHER` code points that its first is one of."""
    if _RUN_TOGETHER.match(word):
        return f"words-{ord(word[0]) // TOGETHER:x}x"
    return "words-" + "-".join(f"{ord(sign):x}" for sign in word[:2])


def write_shards(texts: Iterable[Sequence[Findable]]) -> dict[str, str]:
    """Every file of the index by its name: word -> places, policy by policy in the order given."""
    shards: dict[str, dict[str, list[int]]] = {}
    for policy, findables in enumerate(texts):
        for place, findable in enumerate(findables[:PLACES]):
            for word in cut_words(f"{findable.label} {findable.text}"):
                shards.setdefault(name_shard(word), {}).setdefault(word, []).append(policy * PLACES + place)
    return {name: _dump(dict(sorted(words.items()))) for name, words in shards.items()}


def write_texts(policy: str, findables: Sequence[Findable]) -> str:
    """What a browser shows of the places of one policy, in order."""
    places = [[one.href, one.label, one.side, one.day, one.text] for one in findables[:PLACES]]
    return _dump({"policy": policy, "places": places})


def read_texts(text: str) -> tuple[Findable, ...]:
    """What `write_texts` wrote."""
    return tuple(Findable(*place) for place in json.loads(text)["places"])


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
