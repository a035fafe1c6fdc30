"""Times the whole comparison (align, redline, rate, summarise) on recorded versions, and how it grows.

    python benchmarks/compare_versions.py [--repository VERSIONS.git] [--pairs 300] [--seed 7]

The repository is one in Open Terms Archive layout (Markdown, one file a document); without it only the synthetic
tables are made. Times are CPU milliseconds in one process, reading not included; beside them, in the same run, the word
diff alone by difflib (its own blocks only, at most 8 s counted) for the same pairs.
"""

from __future__ import annotations

import argparse
import difflib
import math
import random
import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tracker.compare.changes import compare_readings
from tracker.errors import ReadingError
from tracker.model import Reading
from tracker.read.document import read_document
from tracker.text.canon import canon_key, canon_text
from tracker.text.identity import hash_reading

DIFFLIB_WORDS = 6000  # a longer pair takes difflib seconds; it is left out of its column, and the count says so


def list_pairs(repository: Path, count: int, seed: int) -> Iterator[tuple[Reading, Reading]]:
    """Consecutive versions of random documents whose canonical text differs."""
    listed = subprocess.run(
        ["git", "-C", str(repository), "log", "--format=%H", "--name-only", "--reverse"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    history: dict[str, list[str]] = {}
    commit = ""
    for line in filter(None, listed.splitlines()):
        if len(line) == 40 and "/" not in line:
            commit = line
        elif line.endswith(".md"):
            history.setdefault(line, []).append(commit)
    chosen = random.Random(seed)
    found = 0
    while found < count:
        path = chosen.choice(sorted(name for name, commits in history.items() if len(commits) > 1))
        at = chosen.randrange(len(history[path]) - 1)
        try:
            old, new = (read_version(repository, history[path][at + step], path) for step in (0, 1))
        except (ReadingError, subprocess.CalledProcessError):
            continue  # an empty or deleted version is no pair
        if hash_reading(old) != hash_reading(new):
            found += 1
            yield old, new


def read_version(repository: Path, commit: str, path: str) -> Reading:
    body = subprocess.run(["git", "-C", str(repository), "show", f"{commit}:{path}"], capture_output=True, check=True)
    return read_document(body.stdout, name=path)


def time_compare(old: Reading, new: Reading) -> float:
    canon_text.cache_clear()
    canon_key.cache_clear()
    begun = time.process_time()
    compare_readings(old, new)
    return (time.process_time() - begun) * 1000


def time_difflib(old: Reading, new: Reading) -> float | None:
    before, after = (" ".join(s.text for s in reading.sections).split() for reading in (old, new))
    if max(len(before), len(after)) > DIFFLIB_WORDS:
        return None
    begun = time.process_time()
    difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return (time.process_time() - begun) * 1000


def tell(name: str, times: list[float]) -> None:
    times = sorted(times)
    if times:
        p95 = times[min(len(times) - 1, math.ceil(0.95 * len(times)) - 1)]
        figures = f"p50 {statistics.median(times):7.1f}  p95 {p95:7.1f}  max {times[-1]:7.1f} ms"
        print(f"{name:24} {len(times):4} pairs  {figures}")


def write_document(words: int, seed: int) -> list[str]:
    """A made-up document of about so many words, a clause a line; common words are common, as in real texts."""
    # sixteen syllables make 4,096 words
    syllables = ("ser", "con", "ter", "pri", "lib", "use", "not", "pay", "da", "ta", "ri", "mo", "ne", "lu", "go", "fi")
    made = [f"{a}{b}{c}" for a in syllables for b in syllables for c in syllables]
    vocabulary = ["the", "of", "to", "and", "you", "we", *made]
    weights = [1 / rank for rank in range(1, len(vocabulary) + 1)]
    chosen = random.Random(seed)
    return [" ".join(chosen.choices(vocabulary, weights, k=60)) for _ in range(words // 60)]


def as_reading(clauses: list[str]) -> Reading:
    markdown = "\n\n".join(f"{n}. **{text[:20].title()}.** {text}." for n, text in enumerate(clauses, start=1))
    return read_document(markdown.encode(), name="made.md")


def edit(clauses: list[str], share: float, seed: int) -> list[str]:
    chosen = random.Random(seed)
    return [" ".join("changed" if chosen.random() < share else word for word in text.split()) for text in clauses]


def tell_growth() -> None:
    sizes, times = (1_000, 5_000, 20_000, 50_000, 100_000), []
    for words in sizes:
        clauses = write_document(words, words)
        old, new = as_reading(clauses), as_reading(edit(clauses, 0.02, 1))
        times.append(min(time_compare(old, new) for _ in range(2)))
        print(f"2 % edits of {words:7} words {times[-1]:9.1f} ms")
    exponent = math.log(times[-1] / times[1]) / math.log(sizes[-1] / sizes[1])
    print(f"exponent from 5k words: {exponent:.2f}")
    old, new = as_reading(write_document(50_000, 1)), as_reading(write_document(50_000, 2))
    print(f"total rewrite of   50000 words {time_compare(old, new):9.1f} ms")


def tell_large() -> None:
    """Three documents on which nothing may grow quadratic: a huge section, many sections, many items, shuffled."""
    words = " ".join(write_document(100_000, 1))
    huge = [
        read_document(f"# Terms\n\n## 1. All\n\n{text}\n".encode(), name="made.md") for text in (words, f"{words} x")
    ]
    clauses = write_document(60_000, 2)
    shuffled = random.Random(3).sample(clauses, len(clauses))
    sections = as_reading(clauses), as_reading(edit(shuffled, 0.05, 4))
    items = [f"- {text}" for text in (" ".join(line.split()[:12]) for line in write_document(300_000, 5))]
    lists = [
        read_document(("# List\n\nThese are our partners:\n\n" + "\n".join(lines)).encode(), name="made.md")
        for lines in (items, random.Random(6).sample(items, len(items)))
    ]
    for name, pair in (
        ("one edit in a section of 100,000 words", huge),
        ("1,000 sections shuffled, 5 % of the words edited", sections),
        ("5,000 items shuffled", lists),
    ):
        print(f"{name:50} {min(time_compare(*pair) for _ in range(2)):9.1f} ms")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--repository", type=Path)
    ask.add_argument("--pairs", type=int, default=300)
    ask.add_argument("--seed", type=int, default=7)
    args = ask.parse_args()
    if args.repository:
        pairs = list(list_pairs(args.repository, args.pairs, args.seed))
        compare_readings(*pairs[0])  # tables of rules are compiled once a process
        tell("whole comparison", [time_compare(old, new) for old, new in pairs])
        tell("difflib, words alone", [took for old, new in pairs if (took := time_difflib(old, new)) is not None])
    tell_growth()
    tell_large()


if __name__ == "__main__":
    main()
