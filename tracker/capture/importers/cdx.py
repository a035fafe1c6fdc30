"""What a web archive's index answers -> the captures it lists. Pure: bytes in, rows out.

Three dialects: the CDX server of the Internet Archive (JSON rows under a header row, a resumption key after an empty
one), CDXJ of pywb (an object a line), and Memento TimeMaps (RFC 7089, links). An answer of none of these forms (an
error page that comes with status 200) is told from an empty list.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tracker.compiled import compile_pattern
from tracker.values import Struct

STAMP = compile_pattern(r"\d{14}")
LINK = compile_pattern(r"<([^>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:\"[^\"]*\"|[^\",;\s]+))*)")
PARAMETER = compile_pattern(r";\s*([\w*-]+)\s*=\s*(?:\"([^\"]*)\"|([^\",;\s]+))")
REPLAY = compile_pattern(r"(?P<before>.*/)(?P<stamp>\d{14})(?:[a-z]{2}_)?/(?P<url>https?:.*)", re.DOTALL)


class NoIndexError(Exception):
    """The answer is no index."""


class CdxRow(Struct, frozen=True):
    """A capture as an index lists it: when (14 figures, UTC), of which address, and what is said of it. `status` None:
    not said, which is so of revisits. `memento` is where it can be had, where the index says that itself."""

    stamp: str
    url: str
    media_type: str | None = None
    status: int | None = None
    digest: str | None = None
    memento: str | None = None

    @property
    def captured_at(self) -> datetime:
        return read_stamp(self.stamp)


class CdxPage(Struct, frozen=True):
    """One answer of an index; `resume` is what the next is to be asked with, None at the end. `bad` counts rows that
    are no captures: no address or no date."""

    rows: tuple[CdxRow, ...]
    resume: str | None = None
    bad: int = 0


def read_cdx(body: bytes) -> CdxPage:
    """The rows of a CDX answer in either form of JSON. Raises NoIndexError."""
    text = body.decode("utf-8", "replace").strip()
    if not text:
        return CdxPage(())
    try:
        if text.startswith("["):
            return read_rows(json.loads(text))
        return read_objects([json.loads(line) for line in text.splitlines() if line.strip()])
    except (ValueError, TypeError, AttributeError) as error:
        raise NoIndexError("the answer is no index: " + " ".join(text[:60].split())) from error


def read_rows(rows: list[list[str]]) -> CdxPage:
    """The Internet Archive's form: [[names...], [values...], ..., [], [resumption key]]."""
    if not rows:
        return CdxPage(())
    names, *values = rows
    resume = None
    if len(values) >= 2 and not values[-2] and len(values[-1]) == 1:
        resume = str(values[-1][0])
        values = values[:-2]
    found = [make_row(dict(zip(names, value, strict=False))) for value in values if value]
    kept = tuple(row for row in found if row is not None)
    return CdxPage(kept, resume, len(found) - len(kept))


def read_objects(objects: list[Mapping[str, str]]) -> CdxPage:
    """pywb's form: {"timestamp": ..., "url": ..., "mime": ..., "status": ..., "digest": ...}, one a line."""
    found = [make_row(one) for one in objects]
    kept = tuple(row for row in found if row is not None)
    return CdxPage(kept, None, len(found) - len(kept))


def make_row(said: Mapping[str, str]) -> CdxRow | None:
    """A row under the names of either dialect; None where it names no capture."""
    stamp, url = said.get("timestamp", ""), said.get("original") or said.get("url") or ""
    if not is_stamp(stamp) or not url.lower().startswith(("http://", "https://")):
        return None
    media_type = said.get("mimetype") or said.get("mime") or None
    status = said.get("statuscode") or said.get("status") or ""
    return CdxRow(
        stamp=stamp,
        url=url,
        media_type=None if media_type in ("unk", "-", "warc/revisit") else media_type,
        status=int(status) if status.isdecimal() else None,
        digest=said.get("digest") or None,
    )


def read_timemap(body: bytes) -> tuple[CdxPage, tuple[str, ...]]:
    """The mementos of a TimeMap, and the further TimeMaps that it names. Raises NoIndexError."""
    text = body.decode("utf-8", "replace")
    links = [(target, read_parameters(parameters)) for target, parameters in LINK.findall(text)]
    if text.strip() and not links:
        raise NoIndexError("the answer is no index: " + " ".join(text[:60].split()))
    original = next((target for target, said in links if "original" in said.get("rel", "").split()), "")
    rows, bad = [], 0
    for target, said in links:
        if "memento" in said.get("rel", "").split():
            row = make_memento(target, said.get("datetime", ""), original)
            rows.append(row) if row else None
            bad += row is None
    own = {target for target, said in links if "self" in said.get("rel", "").split()}
    more = tuple(target for target, said in links if "timemap" in said.get("rel", "").split() and target not in own)
    return CdxPage(tuple(rows), None, bad), more


def make_memento(target: str, said_at: str, original: str) -> CdxRow | None:
    """A memento as a row: its replay address tells the page's, where it has the usual form."""
    parts = REPLAY.fullmatch(target)
    try:
        at = parsedate_to_datetime(said_at).astimezone(UTC)
    except (ValueError, TypeError):
        return None
    url = parts["url"] if parts else original
    memento = f"{parts['before']}{parts['stamp']}id_/{parts['url']}" if parts else target
    return CdxRow(at.strftime("%Y%m%d%H%M%S"), url, memento=memento) if url else None


def read_parameters(text: str) -> dict[str, str]:
    return {name.lower(): quoted or bare for name, quoted, bare in PARAMETER.findall(text)}


def is_stamp(text: str) -> bool:
    """Whether a text is a moment in 14 figures: "20230807183005"."""
    if not STAMP.fullmatch(text):
        return False
    try:
        read_stamp(text)
    except ValueError:
        return False
    return True


def read_stamp(stamp: str) -> datetime:
    """ "20230807183005" as a moment in UTC. Raises ValueError."""
    return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def write_stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%S")
