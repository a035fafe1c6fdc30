"""Reads saved pages with this tool and with others in one run; prints time a page and likeness to a reference text.

    python benchmarks/read_pages.py CORPUS [--every 3]

CORPUS holds snapshots.bundle and extracted/pairs.jsonl: pages with texts that people chose by hand-kept selectors. It
needs the extra `bench`. Times are CPU milliseconds in one process, the best of two; words are compared as multisets
(letters only, lower case, single letters left out). Pages whose reference is one part, picked by an id, are left out.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import trafilatura
from bs4 import BeautifulSoup

from tracker.model import ReadingSettings
from tracker.read.document import read_document
from tracker.read.markup.html import read_html
from tracker.read.outline.sections import section_page


@dataclass
class Tally:
    """Times in milliseconds and (precision, recall) of one way to read."""

    times: list[float] = field(default_factory=list)
    scores: list[tuple[float, float]] = field(default_factory=list)


def list_pages(corpus: Path, every: int) -> Iterator[tuple[bytes, str]]:
    """Page bytes and reference text, HTML only."""
    lines = (corpus / "extracted" / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
    pairs = [pair for pair in map(json.loads, lines) if pair["usable"] and pair["snapshot_file"].endswith(".html")]
    pairs = [pair for pair in pairs if not _is_part(pair)]
    with tempfile.TemporaryDirectory() as folder:
        repository = Path(folder) / "snapshots.git"
        subprocess.run(["git", "clone", "-q", "--bare", corpus / "snapshots.bundle", repository], check=True)
        for pair in pairs[::every]:
            address = f"{pair['snapshot_commit']}:{pair['snapshot_file']}"
            shown = subprocess.run(["git", "-C", repository, "show", address], capture_output=True, check=True)
            yield shown.stdout, (corpus / "extracted" / pair["version_text_file"]).read_text(encoding="utf-8")


def _is_part(pair: dict) -> bool:
    is_small = pair["version_words"] < 0.6 * (pair["page_words"] or 1)
    return is_small and any(str(selector).startswith("#") for selector in pair["select"] or [])


def count_words(text: str) -> Counter[str]:
    folded = unicodedata.normalize("NFKC", text).lower().replace("\u00ad", "")
    return Counter(word for word in re.findall(r"[^\W_]+", folded) if len(word) > 1 and not word.isdigit())


def strip_markdown(text: str) -> str:
    """The words of a Markdown text, without images, link targets and tags."""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", " ", text)
    for _ in range(2):
        text = re.sub(r"\[((?:[^\[\]\\]|\\.)*)\]\((?:[^()\s]|\([^()]*\)|\s+\"[^\"]*\")*\)", r"\1", text)
    return re.sub(r"<[^>]+>", " ", text)


def read_sections(page: str) -> str:
    _, sections = section_page(read_html(page, ReadingSettings()))
    return " ".join(f"{section.number or ''} {section.heading or ''} {section.text}" for section in sections)


def read_whole(page: str) -> str:
    """Bytes to reading: decoding, language and dates included."""
    reading = read_document(page.encode(), name="page.html")
    return " ".join(f"{section.number or ''} {section.heading or ''} {section.text}" for section in reading.sections)


READERS: dict[str, Callable[[str], str]] = {
    "tracker, page to sections": read_sections,
    "tracker, bytes to reading": read_whole,
    "trafilatura, favouring recall": lambda page: trafilatura.extract(page, favor_recall=True) or "",
    "bs4 + lxml, parse and all text": lambda page: BeautifulSoup(page, "lxml").get_text(" "),
}


def measure(read: Callable[[str], str], page: str) -> tuple[float, str]:
    best = float("inf")
    text = ""
    for _ in range(2):
        begun = time.process_time()
        text = read(page)
        best = min(best, 1000 * (time.process_time() - begun))
    return best, text


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("corpus", type=Path)
    ask.add_argument("--every", type=int, default=1, help="read only every n-th page")
    asked = ask.parse_args()
    tallies = {name: Tally() for name in READERS}
    for body, reference in list_pages(asked.corpus, asked.every):
        page, wanted = body.decode("utf-8", "replace"), count_words(strip_markdown(reference))
        for name, read in READERS.items():
            spent, text = measure(read, page)
            got = count_words(text)
            hit = (got & wanted).total()
            tallies[name].times.append(spent)
            tallies[name].scores.append((hit / max(1, got.total()), hit / max(1, wanted.total())))
    print(f"{'':32} {'p50 ms':>7} {'p95 ms':>7} {'mean F1':>8} {'recall':>7} {'F1 p5':>6}")
    for name, tally in tallies.items():
        print_row(name, tally)


def print_row(name: str, tally: Tally) -> None:
    count = len(tally.times)
    times = sorted(tally.times)
    f1s = sorted(2 * p * r / (p + r) if p + r else 0.0 for p, r in tally.scores)
    recall = sum(r for _, r in tally.scores) / count
    print(
        f"{name:32} {times[count // 2]:7.1f} {times[int(count * 0.95)]:7.1f} {sum(f1s) / count:8.3f} {recall:7.3f} "
        f"{f1s[count // 20]:6.3f}"
    )


if __name__ == "__main__":
    main()
