"""A record and a question -> the files of an evidence bundle, which stands alone and is checked without this program.

What a bundle holds is told by its README (templates/evidence-readme.txt.j2) and by docs/evidence.md.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from pathlib import PurePosixPath

import jinja2

from tracker import __version__
from tracker.archive import Archive
from tracker.ask.clauses import find_sections
from tracker.errors import NotFoundError
from tracker.export.cover import describe_redline
from tracker.export.tokens import split_certificates
from tracker.export.tracked import list_lines, track_changes
from tracker.export.warc import WarcExport
from tracker.export.webpage import write_page
from tracker.model import (
    Capture,
    ChainLink,
    Observation,
    Reading,
    ReadingSettings,
    RedlineAnswer,
    Section,
    Stamp,
    TrackedPolicy,
    Version,
)
from tracker.publish.contract import write_time
from tracker.publish.hostile import clean_text
from tracker.publish.record import Record
from tracker.ruleset import RULESET
from tracker.values import Struct, asdict

SCHEMA = "tracker.evidence/1"
ENDINGS = {"text/html": "html", "application/xhtml+xml": "html", "application/pdf": "pdf", "text/markdown": "md"}
_PAGES = jinja2.Environment(
    loader=jinja2.PackageLoader("tracker.export"),
    autoescape=False,  # noqa: S701 - a text file
    trim_blocks=True,
    lstrip_blocks=True,
)

Files = dict[str, bytes]
"""The bundle: path -> bytes, in the order they are packed."""


class EvidenceWish(Struct, frozen=True):
    """What is to be proven: one look, or both sides of a change set with their redline; and of which clause."""

    policy: TrackedPolicy
    seqs: tuple[int, ...]
    clause: str | None = None
    redline: RedlineAnswer | None = None


class ProvenLook(Struct, frozen=True):
    """A look in a bundle, with the paths of what it brought and of what was read of it; `settings` say how."""

    observation: Observation
    link: ChainLink
    captures: tuple[Capture, ...]
    bodies: tuple[str, ...]
    text: str
    clause: str | None
    ordinal: int | None
    text_hash: str
    settings: ReadingSettings


class Segment(Struct, frozen=True):
    """Links of the chain that follow one another, in one file, and the time-stamps over its last."""

    first: int
    last: int
    head: str
    path: str
    stamps: tuple[Stamp, ...]


def make_bundle(archive: Archive, wish: EvidenceWish, *, now: datetime) -> Files:
    """The files of a bundle. Raises NotFoundError for a clause or text that is not there, StampError."""
    bundle: Files = {}
    looks = [_add_look(archive, wish, seq, bundle) for seq in wish.seqs]
    bundle["looks.warc.gz"] = _write_warc(archive, wish, [look.observation for look in looks], now)
    if wish.redline is not None:
        bundle["redline.html"] = _write_redline(wish.redline)
    segments = [_add_segment(archive, *span, bundle) for span in list_segments(archive, wish.seqs)]
    bundle["evidence.json"] = dump_json(describe_bundle(wish, looks, segments))
    bundle["check.py"] = files("tracker.export").joinpath("templates", "check.py.txt").read_bytes()
    readme = _PAGES.get_template("evidence-readme.txt.j2")
    facts = {"wish": wish, "looks": looks, "segments": segments, "version": __version__, "ruleset": RULESET}
    bundle["README.txt"] = readme.render(clean=clean_text, stamp_files=stamp_files, **facts).encode()
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in sorted(bundle.items()))
    return {"README.txt": bundle.pop("README.txt"), "SHA256SUMS": sums.encode(), **bundle}


# --- looks ---------------------------------------------------------------------------------------------------------


def _add_look(archive: Archive, wish: EvidenceWish, seq: int, bundle: Files) -> ProvenLook:
    observation = archive.observations.get(seq)
    seen = archive.versions.seen_at(observation.policy, seq)
    if seen is None:
        why = f": {observation.error}" if observation.error else ""
        raise NotFoundError(f'look {seq} of "{observation.policy}" gave no text{why}')
    row, ordinal, text_hash = seen
    reading = archive.versions.reading(row)
    captures = tuple(map(archive.snapshots.get, observation.snapshots))
    bodies = tuple(f"bodies/look-{seq}-page-{part}.{_ending(one)}" for part, one in enumerate(captures))
    bundle.update(zip(bodies, (one.body for one in captures), strict=True))
    text = f"texts/look-{seq}.txt"
    bundle[text] = write_text(reading.title, reading.sections)
    clause = None
    if wish.clause is not None:
        sections = _find_clause(archive, wish, seq, reading)
        if sections:
            clause = f"clauses/look-{seq}.txt"
            bundle[clause] = write_text(None, sections)
    (link,) = archive.observations.links(seq, seq)
    settings = archive.policies.settings_of_look(seq)
    return ProvenLook(observation, link, captures, bodies, text, clause, ordinal, text_hash, settings)


def _find_clause(archive: Archive, wish: EvidenceWish, seq: int, reading: Reading) -> Sequence[Section]:
    """The sections of a text that the wish's clause names; of a change set those that its redline chose on that side,
    which may be none where the clause came or went."""
    assert wish.clause is not None
    if wish.redline is not None and wish.redline.chosen is not None:
        side = wish.redline.chosen[0 if seq == wish.redline.old.origin.seq else 1]
        return [section for section in reading.sections if section.ordinal in side]
    moment = archive.observations.get(seq).observed_at
    version = Version(0, wish.policy.id, 0, "", moment, moment, reading)
    return find_sections(archive, version, wish.clause)


def _ending(capture: Capture) -> str:
    return ENDINGS.get(capture.media_type or "", "txt" if (capture.media_type or "").startswith("text/") else "bin")


def write_text(title: str | None, sections: Sequence[Section]) -> bytes:
    """A text as it was read, a line a paragraph, numbers and headings as printed."""
    lines = [title] if title else []
    for section in sections:
        lines += ["", *(line.text for line in list_lines(section))]
    return ("\n".join(lines).strip("\n") + "\n").encode("utf-8", "replace")


def _write_redline(answer: RedlineAnswer) -> bytes:
    tracked = track_changes(answer)
    return write_page(tracked, describe_redline(answer, tracked), language=answer.new.reading.language).encode()


def _write_warc(archive: Archive, wish: EvidenceWish, looks: Sequence[Observation], now: datetime) -> bytes:
    written = io.BytesIO()
    export = WarcExport(written, f"policy-clause-tracker/{__version__}", now)
    for _ in export.write_looks(archive, [wish.policy.id], looks, "looks.warc.gz"):
        pass
    return written.getvalue()


# --- the chain -----------------------------------------------------------------------------------------------------


def list_segments(archive: Archive, seqs: Sequence[int]) -> Iterator[tuple[int, int]]:
    """From each look to the first that a time-stamp stands over, else to the newest; what overlaps is one."""
    newest = archive.observations.head_seq()
    spans: list[tuple[int, int]] = []
    for seq in sorted(seqs):
        last = archive.stamps.first_after(seq) or newest
        if spans and seq <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(spans[-1][1], last))
        else:
            spans.append((seq, last))
    yield from spans


def _add_segment(archive: Archive, first: int, last: int, bundle: Files) -> Segment:
    links = list(archive.observations.links(first, last))
    path = f"chain/looks-{first}-to-{last}.jsonl"
    bundle[path] = "".join(f"{link.covered}\n" for link in links).encode()
    stamps = archive.stamps.of([last])
    for stamp in stamps:
        token, root, between = stamp_files(stamp)
        bundle[token] = stamp.token
        trusted, rest = split_certificates(stamp.certificates)
        bundle[root] = trusted.encode()
        bundle[between] = rest.encode()
    return Segment(first, last, links[-1].hash, path, stamps)


def stamp_files(stamp: Stamp) -> tuple[str, str, str]:
    """Where a token, the root it rests on and the certificates between stand in the bundle."""
    stem = PurePosixPath("stamps") / f"look-{stamp.seq}-{stamp.hash[:8]}"
    return f"{stem}.tsr", f"{stem}-root.pem", f"{stem}-between.pem"


# --- what the bundle says of itself --------------------------------------------------------------------------------


def describe_bundle(wish: EvidenceWish, looks: Sequence[ProvenLook], segments: Sequence[Segment]) -> Record:
    """The JSON object that says what the files are."""
    return {
        "schema": SCHEMA,
        "policy": wish.policy.id,
        "name": wish.policy.name,
        "clause": wish.clause,
        "change_set": wish.redline.change_set if wish.redline else None,
        "program": f"policy-clause-tracker {__version__}",
        "ruleset": RULESET,
        "looks": [_describe_look(look) for look in looks],
        "chain": [_describe_segment(segment) for segment in segments],
    }


def _describe_look(look: ProvenLook) -> Record:
    return {
        "seq": look.observation.seq,
        "observed_at": write_time(look.observation.observed_at),
        "outcome": look.observation.outcome.value,
        "hash": look.link.hash,
        "version": look.ordinal,
        "text_hash": look.text_hash,
        "text": look.text,
        "clause": look.clause,
        "reading": asdict(look.settings),
        "bodies": [
            {
                "file": path,
                "sha256": hashlib.sha256(capture.body).hexdigest(),
                "address": capture.final_url or capture.source.locator,
                "redirects": list(capture.redirects),
                "captured_at": write_time(capture.captured_at),
                "media_type": capture.media_type,
                "charset": capture.charset,
                "status": capture.status,
                "headers": [list(header) for header in capture.headers],
            }
            for path, capture in zip(look.bodies, look.captures, strict=True)
        ],
    }


def _describe_segment(segment: Segment) -> Record:
    stamps = [
        {
            "authority": stamp.authority,
            "stamped_at": write_time(stamp.stamped_at),
            **dict(zip(("token", "root", "between"), stamp_files(stamp), strict=True)),
        }
        for stamp in segment.stamps
    ]
    return {
        "file": segment.path,
        "from_seq": segment.first,
        "to_seq": segment.last,
        "head": segment.head,
        "stamps": stamps,
    }


def dump_json(record: Mapping[str, object]) -> bytes:
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
