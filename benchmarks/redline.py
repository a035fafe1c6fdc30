"""Times `redline_texts` beside difflib, cydifflib and `git diff --word-diff`: real pairs, growth and total rewrites.

    python benchmarks/redline.py [--repository VERSIONS.git] [--pairs 300] [--seed 7]

Without a repository (Open Terms Archive layout, one Markdown file a document) only the synthetic tables are made.
Times are CPU milliseconds of one process; `git` includes its start. "size" is deleted + inserted words divided by
the exact minimum (rapidfuzz Indel over the same words).
"""

from __future__ import annotations

import argparse
import difflib
import math
import random
import re
import resource
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from rapidfuzz.distance import Indel

from tracker.compare.redline.redlining import redline_texts
from tracker.model import Op

MOST_SECONDS = 10.0
Differ = Callable[[str, str], int | None]


def count_redline(old: str, new: str) -> int:
    """The words deleted and inserted by our redline."""
    return sum(len(text.split()) for op, text in redline_texts(old, new) if op is not Op.EQUAL)


def count_opcodes(matcher: type[difflib.SequenceMatcher], *, autojunk: bool) -> Differ:
    def differ(old: str, new: str) -> int:
        opcodes = matcher(None, old.split(), new.split(), autojunk=autojunk).get_opcodes()
        return sum(a1 - a0 + b1 - b0 for tag, a0, a1, b0, b1 in opcodes if tag != "equal")

    return differ


def run_git(old: str, new: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("old", "new")]
        for path, text in zip(paths, (old, new), strict=True):
            path.write_text(text)
        subprocess.run(["git", "diff", "--no-index", "--word-diff", *paths], stdout=subprocess.DEVNULL, check=False)


def list_differs() -> dict[str, Differ]:
    differs: dict[str, Differ] = {
        "redline_texts": count_redline,
        "difflib": count_opcodes(difflib.SequenceMatcher, autojunk=True),
        "difflib, no autojunk": count_opcodes(difflib.SequenceMatcher, autojunk=False),
    }
    try:
        import cydifflib  # noqa: PLC0415 - an extra
    except ImportError:
        print("cydifflib is not installed (extra: bench)")
    else:
        differs["cydifflib"] = count_opcodes(cydifflib.SequenceMatcher, autojunk=True)
    differs["git --word-diff"] = run_git
    return differs


def measure(differ: Differ, old: str, new: str) -> tuple[float, int | None]:
    """CPU milliseconds, children included, and the changed words."""
    before = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    words = differ(old, new)
    after = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    spent = sum(b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime for a, b in zip(before, after, strict=True))
    return spent * 1000, words


def read_pairs(repository: Path, most: int, seed: int) -> Iterator[tuple[str, str]]:
    """Consecutive versions of documents picked at random, Markdown links reduced to their words."""

    def git(*arguments: str) -> str:
        return subprocess.run(["git", "-C", repository, *arguments], capture_output=True, check=True).stdout.decode(
            "utf-8", "replace"
        )

    names = git("-c", "core.quotepath=off", "ls-tree", "-r", "--name-only", "HEAD").splitlines()
    names = [name for name in names if name.endswith(".md") and "/" in name]
    rng = random.Random(seed)
    rng.shuffle(names)
    found = 0
    for name in names:
        commits = git("log", "--format=%H", "HEAD", "--", name).split()
        starts = rng.sample(range(len(commits) - 1), min(10, len(commits) - 1)) if len(commits) > 1 else []
        for start in starts:
            try:
                new, old = (git("show", f"{commit}:{name}") for commit in commits[start : start + 2])
            except subprocess.CalledProcessError:
                continue
            old, new = strip_markdown(old), strip_markdown(new)
            if old != new:
                yield old, new
                found += 1
            if found >= most:
                return


def strip_markdown(text: str) -> str:
    """The text as a reading would hold it: no link targets, emphasis, rules or empty lines."""
    text = re.sub(r"\]\([^)\s]*\)|[\[*_\\]", "", text)
    lines = (line.strip(" #>-=|") for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def make_words(count: int, rng: random.Random) -> list[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    lexicon = ["".join(rng.choices(letters, k=rng.randint(2, 11))) for _ in range(6000)]
    weights = [1 / (rank + 3) for rank in range(len(lexicon))]
    words = rng.choices(lexicon, weights, k=count)
    for at in range(12, count, 17):
        words[at] += "."
    for at in range(60, count, 81):
        words[at] += "\n"
    return words


def join_words(words: list[str]) -> str:
    return " ".join(words).replace("\n ", "\n")


def edit_words(words: list[str], share: float, rng: random.Random) -> list[str]:
    edited: list[str] = []
    for word in words:
        if rng.random() >= share:
            edited.append(word)
            continue
        choice = rng.randrange(3)
        edited += ["changed"] if choice == 0 else [word, "put", "in"] if choice == 1 else []
    return edited


def print_real(repository: Path, most: int, seed: int, differs: dict[str, Differ]) -> None:
    pairs = list(read_pairs(repository, most, seed))
    lengths = [len(old.split()) for old, _ in pairs]
    print(f"\n{len(pairs)} real version pairs, words p50 {statistics.median(lengths):.0f}, max {max(lengths)}")
    least = [Indel.distance(old.split(), new.split()) for old, new in pairs]
    print(f"{'':24}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'size':>8}")
    for name, differ in differs.items():
        if "no autojunk" in name:
            continue
        got = [measure(differ, old, new) for old, new in pairs]
        spent = sorted(ms for ms, _ in got)
        sizes = [words for _, words in got]
        size = "" if None in sizes else f"{sum(filter(None, sizes)) / max(1, sum(least)):.3f}"
        print(f"{name:24}{spent[len(spent) // 2]:9.1f}{spent[int(len(spent) * 0.95)]:9.1f}{spent[-1]:9.1f}{size:>8}")


def print_growth(
    title: str, counts: list[int], differs: dict[str, Differ], make: Callable[[int], tuple[str, str]]
) -> None:
    print(f"\n{title}, CPU ms (a differ over {MOST_SECONDS:.0f} s is not asked again)")
    print(f"{'words':24}" + "".join(f"{count:>9}" for count in counts) + " exponent")
    cases = [make(count) for count in counts]
    for name, differ in differs.items():
        spent: list[float] = []
        for old, new in cases:
            if spent and spent[-1] > MOST_SECONDS * 1000 / 5:
                break
            spent.append(measure(differ, old, new)[0])
        reached = counts[: len(spent)]
        exponent = (
            math.log(spent[-1] / spent[0]) / math.log(reached[-1] / reached[0]) if len(spent) > 1 and spent[0] else 0
        )
        print(
            f"{name:24}"
            + "".join(f"{ms:9.0f}" for ms in spent)
            + f"{'':{9 * (len(counts) - len(spent))}}{exponent:9.2f}"
        )


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--repository", type=Path)
    ask.add_argument("--pairs", type=int, default=300)
    ask.add_argument("--seed", type=int, default=7)
    ask.add_argument("--only-ours", action="store_true")
    given = ask.parse_args()
    differs = list_differs() if not given.only_ours else {"redline_texts": count_redline}
    if given.repository:
        print_real(given.repository, given.pairs, given.seed, differs)
    rng = random.Random(given.seed)

    def make_edited(count: int) -> tuple[str, str]:
        words = make_words(count, rng)
        return join_words(words), join_words(edit_words(words, 0.02, rng))

    def make_rewrite(count: int) -> tuple[str, str]:
        return join_words(make_words(count, rng)), join_words(make_words(count, rng))

    print_growth("2 % random edits", [1000, 5000, 20000, 50000, 100000], differs, make_edited)
    print_growth("Total rewrites", [5000, 20000, 50000], differs, make_rewrite)


if __name__ == "__main__":
    main()
