"""Facts of real policies against what a person read in them: precision and recall, by kind, as the documentation says.

Needs the shared corpus beside the checkout. `python tests/test_facts_judged.py` prints the table of docs/facts.md.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tracker.across.facts import read_facts
from tracker.across.kinds_of_fact import list_kinds
from tracker.read.document import read_document

SHARED = Path(__file__).parents[2] / "shared"
BUNDLES = {
    "versions": SHARED / "corpus" / "versions.bundle",
    "wide": SHARED / "corpus" / "wide.bundle",
    "alerts": SHARED / "eval" / "alerts" / "histories.bundle",
}
JUDGED = tomllib.loads((Path(__file__).parent / "cases" / "facts" / "judged.toml").read_text("utf-8"))["policy"]

Counts = dict[str, Counter[str]]
"""By kind: how many values were told rightly ("right"), wrongly ("wrong"), or not at all ("missed")."""


def read_policies(folder: Path) -> list[tuple[dict[str, Any], dict[str, set[str]]]]:
    """Every judged policy with what is read in it: the newest text of its history."""
    for name, bundle in BUNDLES.items():
        subprocess.run(["git", "clone", "-q", "--bare", str(bundle), str(folder / name)], check=True)
    return [(policy, read_policy(folder / policy["bundle"], policy["file"])) for policy in JUDGED]


def read_policy(clone: Path, file: str) -> dict[str, set[str]]:
    command = ["git", "--git-dir", str(clone), "show", f"HEAD:{file}"]
    reading = read_document(subprocess.run(command, check=True, capture_output=True).stdout, name=file)
    told: dict[str, set[str]] = {}
    for fact in read_facts(reading.sections, reading.language):
        told.setdefault(fact.kind, set()).add(fact.value)
    return told


def count(rows: list[tuple[dict[str, Any], dict[str, set[str]]]], half: str) -> Counts:
    counts: Counts = {kind: Counter() for kind in list_kinds()}
    for policy, told in rows:
        if policy["half"] != half:
            continue
        for kind in list_kinds():
            wanted, got = set(policy["facts"].get(kind, ())), told.get(kind, set())
            counts[kind].update(right=len(wanted & got), wrong=len(got - wanted), missed=len(wanted - got))
    return counts


def rate(counts: Counter[str]) -> tuple[float, float]:
    """Precision and recall; 1 where there was nothing to tell."""
    told, wanted = counts["right"] + counts["wrong"], counts["right"] + counts["missed"]
    return (counts["right"] / told if told else 1.0, counts["right"] / wanted if wanted else 1.0)


@pytest.mark.floors
@pytest.mark.skipif(not all(map(Path.exists, BUNDLES.values())), reason="the shared corpus is not beside the checkout")
@pytest.mark.parametrize("half", ["seen", "unseen"])
def test_facts_are_true_of_real_policies(tmp_path: Path, half: str) -> None:
    precision, recall = rate(sum(count(read_policies(tmp_path), half).values(), Counter()))
    assert precision >= 0.95
    assert recall >= 0.85


if __name__ == "__main__":
    rows = read_policies(Path(sys.argv[1]))
    halves = {half: count(rows, half) for half in ("seen", "unseen")}
    for kind in [*list_kinds(), "all"]:
        cells = [sum(half.values(), Counter()) if kind == "all" else half[kind] for half in halves.values()]
        shown = " | ".join(f"{c['right']} / {c['wrong']} / {c['missed']}" for c in cells)
        print(f"| {kind} | {shown} |")  # noqa: T201
    print([[round(value, 3) for value in rate(sum(half.values(), Counter()))] for half in halves.values()])  # noqa: T201
