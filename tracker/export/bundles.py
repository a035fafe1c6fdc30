"""The files of an evidence bundle <-> one .zip; and whether what is in it holds. Needs no network."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from tracker.errors import ReadingError, UsageError
from tracker.export.evidence import SCHEMA, Files, write_text
from tracker.export.spans import list_spans
from tracker.export.tokens import describe_roots
from tracker.export.verifying import check_stamps
from tracker.model import ProofReport, Reading, ReadingSettings, Stamp
from tracker.names import is_inside
from tracker.read.document import Part
from tracker.ruleset import RULESET
from tracker.text.canon import canon_text
from tracker.text.identity import hash_reading

MOST_BYTES = 1_000_000_000
"""Of all files of a bundle together; a larger one is no bundle of ours."""

Read = Callable[[Sequence[Part], ReadingSettings], Reading]


def pack_bundle(bundle: Files, *, now: datetime) -> bytes:
    """The .zip of a bundle."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in bundle.items():
            member = zipfile.ZipInfo(path, date_time=now.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, content)
    return packed.getvalue()


def read_bundle(path: Path) -> Files:
    """The files of a .zip. Raises UsageError for what is none, or larger than a bundle can be."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MOST_BYTES:
                raise UsageError(f"{path} is too large for an evidence bundle")
            return {member.filename: archive.read(member) for member in members if is_inside(member.filename)}
    except (zipfile.BadZipFile, OSError, RuntimeError, EOFError) as error:
        raise UsageError(f"{path} cannot be read as an evidence bundle: {error}") from error


def verify_bundle(path: Path, *, read: Read) -> ProofReport:
    """Check a bundle against itself, its time-stamps and a fresh reading. Raises UsageError for what is no bundle."""
    bundle = read_bundle(path)
    evidence = _read_evidence(path, bundle)
    try:
        return _check(path, bundle, evidence, read)
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise UsageError(f"{path}: the bundle is not whole: {error!r}") from error


def _read_evidence(path: Path, bundle: Files) -> Mapping[str, Any]:
    try:
        evidence = json.loads(bundle["evidence.json"])
        if evidence["schema"] == SCHEMA:
            return dict(evidence)
    except (KeyError, ValueError, TypeError) as error:
        raise UsageError(f"{path} is no evidence bundle") from error
    raise UsageError(f"{path} is a bundle of another form: {evidence['schema']}")


def _check(path: Path, bundle: Files, evidence: Mapping[str, Any], read: Read) -> ProofReport:
    hashes: dict[int, str] = {}
    faults = [*_check_sums(bundle), *_check_chains(bundle, evidence, hashes)]
    good, bad = check_stamps(_list_stamps(bundle, evidence), hashes)
    is_current = evidence["ruleset"] == RULESET
    faults += [*bad, *(_check_texts(bundle, evidence, read) if is_current else ())]
    older = f"its texts were read under rules {evidence['ruleset']}, today's are {RULESET}: they were not read again"
    last = evidence["chain"][-1]
    return ProofReport(
        subject=str(path),
        looks=sum(chain["to_seq"] - chain["from_seq"] + 1 for chain in evidence["chain"]),
        seq=last["to_seq"],
        head=last["head"],
        bodies=sum(len(look["bodies"]) for look in evidence["looks"]),
        stamps=sum(len(chain["stamps"]) for chain in evidence["chain"]),
        texts=len(evidence["looks"]) if is_current else 0,
        known_texts=len(evidence["looks"]),
        faults=tuple(faults),
        spans=tuple(
            span
            for chain in evidence["chain"]
            for span in list_spans(good, first=chain["from_seq"], last=chain["to_seq"])
        ),
        roots=describe_roots(stamp.certificates for stamp in good),
        notes=() if is_current else (older,),
    )


def _check_sums(bundle: Files) -> Iterator[str]:
    listed: dict[str, str] = {}
    for line in bundle["SHA256SUMS"].decode().splitlines():
        wanted, path = line.split("  ", 1)
        listed[path] = wanted
    for path, wanted in listed.items():
        if path not in bundle:
            yield f"{path} is missing"
        elif hashlib.sha256(bundle[path]).hexdigest() != wanted:
            yield f"{path} is not the file that was packed"
    for path in bundle:
        if path not in listed and path != "SHA256SUMS":
            yield f"{path} does not belong to the bundle"


def _check_chains(bundle: Files, evidence: Mapping[str, Any], hashes: dict[int, str]) -> Iterator[str]:
    """What does not hold in the chains; the hash of every look goes into `hashes`."""
    looks = {look["seq"]: look for look in evidence["looks"]}
    for chain in evidence["chain"]:
        before: str | None = None
        links = bundle[chain["file"]].decode().splitlines()
        for seq, link in enumerate(links, start=chain["from_seq"]):
            facts = json.loads(link)
            if before is not None and facts[0] != before:
                yield f"look {seq} does not follow look {seq - 1}"
            before = hashes[seq] = hashlib.sha256(link.encode()).hexdigest()
            if seq in looks and not _has_pages(bundle, looks[seq], facts, evidence["policy"]):
                yield f"the pages of look {seq} are not those in the chain"
        if before != chain["head"] or len(links) != chain["to_seq"] - chain["from_seq"] + 1:
            yield f"{chain['file']} does not end with the head it should"
    for seq in looks:
        if seq not in hashes:
            yield f"look {seq} is in no chain"


def _has_pages(bundle: Files, look: Mapping[str, Any], facts: Sequence[Any], policy: str) -> bool:
    pages = [hashlib.sha256(bundle[body["file"]]).hexdigest() for body in look["bodies"]]
    return pages == [page[4] for page in facts[2]] and facts[1][0] == policy


def _list_stamps(bundle: Files, evidence: Mapping[str, Any]) -> list[Stamp]:
    stamps = []
    for chain in evidence["chain"]:
        for stamp in chain["stamps"]:
            token, at = bundle[stamp["token"]], datetime.fromisoformat(stamp["stamped_at"])
            pem = bundle[stamp["root"]].decode() + bundle[stamp["between"]].decode()
            name = hashlib.sha256(token).hexdigest()
            stamps.append(Stamp(name, chain["to_seq"], chain["head"], stamp["authority"], at, at, token, pem))
    return stamps


def _check_texts(bundle: Files, evidence: Mapping[str, Any], read: Read) -> Iterator[str]:
    """Texts that are not what a fresh reading of their pages gives, with the settings that each look was read with."""
    for look in evidence["looks"]:
        way = look["reading"]
        settings = ReadingSettings(
            tuple(way["select"]), tuple(way["remove"]), language=way["language"], fragment=way["fragment"]
        )
        parts = [Part(bundle[body["file"]], body["media_type"], body["charset"]) for body in look["bodies"]]
        if _read_again(parts, settings, read) != (look["text_hash"], _fold_text(bundle[look["text"]])):
            yield f"{look['text']} is not what its pages say"


def _read_again(parts: Sequence[Part], settings: ReadingSettings, read: Read) -> tuple[str, list[str]] | None:
    """The fingerprint and the lines of a fresh reading; None where these settings find no document."""
    try:
        reading = read(parts, settings)
    except ReadingError:
        return None
    return hash_reading(reading), _fold_text(write_text(reading.title, reading.sections))


def _fold_text(text: bytes) -> list[str]:
    """The lines of a text as they are compared: a look whose page differs from an earlier one in signs alone (a lost
    "*", another quotation mark) has the text of that one."""
    return [canon_text(line) for line in text.decode(errors="replace").splitlines()]
