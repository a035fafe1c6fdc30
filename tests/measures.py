"""The shared corpus and its scorers -> what reading, comparing and believing are worth today, in this process.

The scorers' own functions judge (they are loaded from beside the corpus); only the asking differs: no command is
started for each file. Nothing of the corpus is kept.
"""

from __future__ import annotations

import json
import runpy
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from floors import Measured

from tracker.archive import Archive, open_archive
from tracker.ask.history import ask_history
from tracker.capture.importers.git import read_captures
from tracker.capture.importers.ota import list_documents
from tracker.compare.changes import compare_readings
from tracker.errors import NotFoundError, ReadingError
from tracker.model import Capture
from tracker.publish.contract import clause_record, compare_record, log_record
from tracker.read.document import read_document
from tracker.text.identity import hash_reading
from tracker.track.derive import Handling, derive_policy
from tracker.track.pool import reading_pool
from tracker.track.recording import record_captures

SHARED = Path(__file__).parents[1] / "../shared"
CORPUS = SHARED / "corpus"
EVAL = SHARED / "eval"
PAGES = 25
"""Pages of the sample that are compared with their reference text."""
PAIRS = 6
"""Pairs of looks taken of each document, evenly spread, where nothing changed between the two."""

Truth = Mapping[str, Any]


def load_scorer(name: str) -> SimpleNamespace:
    return SimpleNamespace(**runpy.run_path(str(EVAL / f"{name}.py")))


def read_lines(file: Path) -> list[Truth]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def as_json(record: object) -> Any:
    """What a reader of the JSON gets: lists for tuples, words for enumerations."""
    return json.loads(json.dumps(record))


def clone_bundles(folder: Path) -> Path:
    """Bare clones `versions.git` and `snapshots.git` in a folder."""
    for name in ("versions", "snapshots"):
        command = ["git", "clone", "-q", "--bare", str(CORPUS / f"{name}.bundle"), str(folder / f"{name}.git")]
        subprocess.run(command, check=True, capture_output=True)
    return folder


# --- comparing ---


@dataclass(frozen=True)
class Gold:
    score: Measured
    perfect: Measured


def measure_gold() -> Gold:
    """Hand-labelled transitions: the scorer's total, and the share that is perfect."""
    scorer = load_scorer("score_diff")
    rows = [score_transition(scorer, file) for file in sorted((EVAL / "gold").glob("*.json"))]
    labelled, phrases = sum(row["labelled"] for row in rows), sum(row["phrases"][1] for row in rows)
    shares = (
        sum(row["found"] for row in rows) / labelled,
        1 - sum(row["false"] for row in rows) / sum(row["reported"] for row in rows),
        sum(row["kinds"] for row in rows) / labelled,
        sum(row["phrases"][0] for row in rows) / phrases,
        sum(row["verdict"][2] for row in rows) / len(rows),
    )
    perfect = {row["id"]: float(row["perfect"]) for row in rows}
    score = Measured(sum(shares) / len(shares), {row["id"]: rate_transition(row) for row in rows})
    return Gold(score, Measured(sum(perfect.values()) / len(rows), perfect))


def score_transition(scorer: SimpleNamespace, file: Path) -> dict[str, Any]:
    gold = json.loads(file.read_text("utf-8"))
    stem = file.name.split("-")[0]
    old, new = (read_document((file.parent / f"{stem}.{side}.md").read_bytes(), name="a.md") for side in ("old", "new"))
    comparison = compare_readings(old, new)
    return scorer.score_one(gold, as_json(compare_record(old, new, comparison, old_file="old", new_file="new")))


def rate_transition(row: Mapping[str, Any]) -> float:
    """The mean of a transition's own five shares."""
    of = max(1, row["labelled"])
    shares = (
        row["found"] / of if row["labelled"] else 1.0,
        1 - row["false"] / max(1, row["reported"]),
        row["kinds"] / of if row["labelled"] else 1.0,
        row["phrases"][0] / row["phrases"][1] if row["phrases"][1] else 1.0,
        float(row["verdict"][2]),
    )
    return sum(shares) / len(shares)


# --- reading ---


@dataclass(frozen=True)
class Extraction:
    f1: Measured
    recall: Measured
    lowest: Measured
    """The fifth percentile of F1, as the scorer takes it."""


def measure_extraction(clones: Path) -> Extraction:
    """Recorded pages, read without selectors, against the texts that people extracted from them."""
    scorer = load_scorer("score_extract")
    f1s, recalls = {}, {}
    for pair in sample_pages():
        shown = [
            "git",
            "-C",
            str(clones / "snapshots.git"),
            "show",
            f"{pair['snapshot_commit']}:{pair['snapshot_file']}",
        ]
        body = subprocess.run(shown, capture_output=True, check=True).stdout
        reference = (CORPUS / "extracted" / pair["version_text_file"]).read_text("utf-8")
        wanted, got = scorer.bag(scorer.reference(reference)), scorer.bag(read_words(body, pair["snapshot_file"]))
        name = f"{pair['id']} {pair['snapshot_file']}"
        f1s[name], recalls[name] = rate_words(got, wanted)
    values = sorted(f1s.values())
    return Extraction(
        Measured(sum(values) / len(values), f1s),
        Measured(sum(recalls.values()) / len(recalls), recalls),
        Measured(values[len(values) // 20], f1s),
    )


def sample_pages() -> list[Truth]:
    """The scorer's own choice of pages, thinned evenly."""
    pairs = [pair for pair in read_lines(CORPUS / "extracted" / "pairs.jsonl") if pair["usable"]]
    pairs = [pair for pair in pairs if not is_part(pair)]
    return pairs[:: max(1, len(pairs) // PAGES)][:PAGES]


def is_part(pair: Truth) -> bool:
    """Whether the reference is one of several documents on its page."""
    is_small = pair["version_words"] < 0.6 * (pair["page_words"] or 1)
    return is_small and any(selector.startswith("#") for selector in pair["select"] or [])


def read_words(body: bytes, name: str) -> str:
    sections = read_document(body, name=name).sections
    return " ".join(f"{section.number or ''} {section.heading or ''} {section.text}" for section in sections)


def rate_words(got: Counter[str], wanted: Counter[str]) -> tuple[float, float]:
    """F1 and recall of a multiset of words."""
    hit = (got & wanted).total()
    return 2 * hit / max(1, got.total() + wanted.total()), hit / max(1, wanted.total())


def measure_sameness(clones: Path) -> Measured:
    """The share of consecutive looks without an event between them that give the same canonical text."""
    same: dict[str, list[bool]] = {}
    for truth in read_lines(EVAL / "replay" / "truth.jsonl"):
        if truth["bundle"] == "snapshots":
            pairs = list(quiet_pairs(truth, clones))
            chosen = pairs[:: max(1, len(pairs) // PAIRS)][:PAIRS]
            same[truth["path"]] = [hash_body(old) == hash_body(new) for old, new in chosen]
    all_pairs = [is_same for pairs in same.values() for is_same in pairs]
    return Measured(sum(all_pairs) / len(all_pairs), {path: sum(got) / len(got) for path, got in same.items() if got})


def quiet_pairs(truth: Truth, clones: Path) -> Iterator[tuple[Capture, Capture]]:
    """Neighbours between which, by the record, the document did not change; error pages left out."""
    (document,) = list_documents(clones / "snapshots.git", truth["path"])
    windows = [(datetime.fromisoformat(e["from"]), datetime.fromisoformat(e["to"])) for e in truth["events"]]
    bad = {datetime.fromisoformat(page["date"]) for page in truth["bad"]}
    for old, new in pairwise(read_captures(document)):
        is_event = any(until > old.captured_at and since < new.captured_at for since, until in windows)
        if not is_event and not bad & {old.captured_at, new.captured_at}:
            yield old, new


def hash_body(capture: Capture) -> str:
    try:
        reading = read_document(capture.body, media_type=capture.media_type, charset=capture.charset)
    except ReadingError as error:  # a page that cannot be read twice alike is a finding; one refused twice is alike
        return str(error)
    return hash_reading(reading)


# --- believing ---


@dataclass(frozen=True)
class Replay:
    recall: Measured
    precision: Measured


@dataclass(frozen=True)
class Told:
    """What subscribers of one replayed document would have heard: events of substance, those told, false alerts."""

    events: int
    told: int
    false: int


def import_documents(clones: Path, folder: Path, paths: Sequence[str]) -> dict[str, Archive]:
    """Import recorded documents as `tracker import ota` does, each into a database of its own; path -> archive."""
    archives = {}
    with reading_pool() as pool:
        for number, path in enumerate(paths):
            bundle = "versions" if path.endswith(".md") else "snapshots"
            (document,) = list_documents(clones / f"{bundle}.git", path)
            captures = list(read_captures(document))
            now = max(capture.captured_at for capture in captures)
            archive = archives[path] = open_archive(folder / f"{number}.db")
            record_captures(archive, document.policy, captures, now=now, name=document.name)
            derive_policy(archive, document.policy, now=now, handling=Handling(executor=pool))
    return archives


def measure_replay(archives: Mapping[str, Archive]) -> Replay:
    scorer = load_scorer("score_replay")
    truths = {truth["path"]: truth for truth in read_lines(EVAL / "replay" / "truth.jsonl")}
    told = {path: tell_replay(scorer, truths[path], archive) for path, archive in archives.items() if path in truths}
    rows = told.values()
    right = sum(row.told for row in rows)
    return Replay(
        Measured(
            right / sum(row.events for row in rows),
            {path: row.told / max(1, row.events) for path, row in told.items() if row.events},
        ),
        Measured(
            right / (right + sum(row.false for row in rows)),
            {path: row.told / max(1, row.told + row.false) for path, row in told.items() if row.told + row.false},
        ),
    )


def tell_replay(scorer: SimpleNamespace, truth: Truth, archive: Archive) -> Told:
    """The scorer's rule: the first alert in an event's window that holds one of its phrases is right."""
    (policy,) = archive.policies.ids()
    seen = [observation.observed_at for observation in archive.observations.of(policy)]
    windows = []
    for event in truth["events"]:
        until = scorer.when(event["to"])
        windows.append((scorer.when(event["from"]), [until, *(at for at in seen if at > until)][:4][-1], event))
    done: set[int] = set()
    false = 0
    for change_set in archive.change_sets.of(policy):
        alert = as_json(log_record(change_set))
        if not alert["alerted"] or not alert["previous_at"]:
            continue
        at = scorer.when(alert["observed_at"])
        here = [number for number, (since, until, _) in enumerate(windows) if since < at <= until]
        fresh = [n for n in here if windows[n][2]["kind"] == "substantive" and n not in done]
        held = {n: scorer.held(windows[n][2], alert) for n in fresh}
        fitting = [n for n in fresh if held[n][0] or not held[n][1]]
        if fitting:
            done.add(max(fitting, key=lambda n: held[n][0]))
        elif all(windows[n][2]["kind"] == "substantive" for n in here):
            false += 1
    return Told(sum(event["kind"] == "substantive" for event in truth["events"]), len(done), false)


def measure_history(archives: Mapping[str, Archive]) -> Measured:
    """The lives of single clauses, told by hand: the mean of the scorer's five shares."""
    scorer = load_scorer("score_history")
    sums = {part: [0, 0] for part in scorer.PARTS}
    parts, matched = {}, 0
    for line in read_lines(EVAL / "history" / "truth.jsonl"):
        if line["path"] not in archives:
            continue
        clauses = tell_clauses(archives[line["path"]], line["query"])
        taken = scorer.matched(line["clauses"], clauses)
        matched += len(taken)
        for number, truth in enumerate(line["clauses"]):
            clause = clauses[taken[number]] if number in taken else None
            counts = scorer.judge(truth, clause, lambda _: None)
            for part, (right, of) in counts.items():
                sums[part] = [sums[part][0] + right, sums[part][1] + of]
            shares = [right / of for right, of in counts.values() if of]
            parts[f"{line['path']}, {line['query']}, {truth['name']}"] = sum(shares) / len(shares)
    rates = [scorer.share(part, sums, matched) for part in scorer.PARTS]
    return Measured(sum(rates) / len(rates), parts)


def tell_clauses(archive: Archive, query: str) -> list[Any]:
    (policy,) = archive.policies.ids()
    try:
        history = ask_history(archive, policy, query)
    except NotFoundError:
        return []
    return [as_json(clause_record(life)) for life in history.clauses]
