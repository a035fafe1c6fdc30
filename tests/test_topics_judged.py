"""Changes of real histories against what a person who read them says they are about: precision by topic.

A row of `cases/topics/judged.tsv` is a change that some rules told a topic of: the history, the two commits, a digest
of the texts on both sides, the topic, and whether it was right. Needs the shared corpus beside the checkout;
`python tests/test_topics_judged.py` prints the table of docs/measured/exports.md.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pytest

from tracker.compare.changes import compare_readings
from tracker.compare.weigh.topics import TOPIC_NAMES
from tracker.model import Change, list_topics
from tracker.read.document import read_document

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
JUDGED = Path(__file__).parent / "cases" / "topics" / "judged.tsv"

Counts = dict[str, Counter[str]]


def digest(change: Change) -> str:
    text = "\n".join(section.text for section in (*change.old, *change.new))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def compare_steps(clones: Path) -> Iterator[tuple[str, str, str, str, frozenset[str]]]:
    """Every judged row that is still a change of its own: digest, topic, verdict, and the topics told of it now."""
    rows = sorted(line.split("\t") for line in JUDGED.read_text("utf-8").splitlines())
    for (name, old, new), judged in groupby(rows, key=itemgetter(0, 1, 2)):
        git = ["git", "--git-dir", str(clones / name)]
        listed = [*git, "diff-tree", "-r", "-z", "--name-only", "--no-commit-id", new]
        (path,) = subprocess.run(listed, check=True, capture_output=True, text=True).stdout.split("\0")[:-1]
        sides = (subprocess.run([*git, "show", f"{at}:{path}"], check=True, capture_output=True) for at in (old, new))
        comparison = compare_readings(*(read_document(side.stdout, name=path) for side in sides))
        told = {digest(change): frozenset(list_topics(change.reasons)) for change in comparison.changes}
        yield from ((new, key, topic, said, told[key]) for _, _, _, key, topic, said in judged if key in told)


def count_verdicts(folder: Path) -> Counts:
    for name in ("versions", "wide"):
        bundle = str(CORPUS / f"{name}.bundle")
        subprocess.run(["git", "clone", "-q", "--bare", bundle, str(folder / name)], check=True)
    counts: Counts = defaultdict(Counter)
    for _, _, topic, said, told in compare_steps(folder):
        counts[topic][said if topic in told else f"{said}, told no more"] += 1
    return counts


def rate(counts: Counter[str]) -> float:
    return counts["right"] / max(1, counts["right"] + counts["wrong"])


@pytest.mark.floors
@pytest.mark.skipif(not CORPUS.exists(), reason="needs the shared corpus beside the checkout")
def test_a_topic_is_right_nine_times_of_ten(tmp_path: Path) -> None:
    counts = count_verdicts(tmp_path)
    # A row lasts for as long as its clause is read as it was when it was judged.
    assert sum(one["right"] + one["wrong"] for one in counts.values()) > 150
    assert {topic: rate(counts[topic]) for topic in TOPIC_NAMES if rate(counts[topic]) < 0.9} == {}
    assert sum(one["right, told no more"] for one in counts.values()) <= 10


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        found = count_verdicts(Path(folder))
    for topic in TOPIC_NAMES:
        told = found[topic]
        sys.stdout.write(f"| {topic} | {told['right'] + told['wrong']} | {told['right']} | {rate(told):.2f} |\n")
