"""PDFs made to eat memory and time, and damaged ones: a clear failure of that PDF, soon, and the next one is read."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from paper import Words, set_lines, share_stream, write_pdf

from tracker.cli import tracker
from tracker.errors import EmptyDocumentError, ReadingError
from tracker.fence.bounds import Bounds
from tracker.fence.pdf_process import PdfProcess
from tracker.read.pdf.file import read_pdf
from tracker.read.pdf.inflated import count_inflated

pytestmark = pytest.mark.slow

BOUNDS = Bounds(memory=400_000_000, seconds=1.5)
LINES = ["The pool is open from the first of May until the last day of September in every year."] * 20
GOOD = write_pdf([set_lines(LINES, 72, 700)])
TEXT = b"".join(
    b"BT /F1 9 Tf 50 %d Td (The pool is open from May to %d and later.) Tj ET\n" % (750 - row % 700, row)
    for row in range(150)
)
DRAWING = b"q 0 0 m 10 10 l S Q\n"


@pytest.fixture(scope="module")
def process() -> Iterator[PdfProcess]:
    process = PdfProcess(BOUNDS)
    yield process
    process.close()


@pytest.mark.parametrize(
    ("bomb", "why"),
    [
        ((1, b" " * 1_000_000, 320), "inflates to more than 300 MB"),
        ((1, b" " * 1_000_000, 300, 2), "no text|ended|more memory"),  # PDFium sees through some of these itself
        # which bound is met first depends on the machine
        ((1, DRAWING * 1_000, 4_000), r"ended \(SIG|more memory than 400 MB|took longer than 1.5 s"),
        ((500, DRAWING * 1_000, 40), "took longer than 1.5 s"),
        ((2_001, TEXT), "too large to read: 2001 pages"),
    ],
    ids=["inflates", "inflates twice", "a million objects", "pages that share a drawing", "pages"],
)
def test_a_bomb_is_a_failure_of_its_own(process: PdfProcess, bomb: tuple[int, ...], why: str) -> None:
    pages, piece, times, rounds = (*bomb, 1, 1)[:4]
    body = share_stream(pages, piece, times, rounds=rounds)
    assert len(body) < 1_000_000
    begun = time.monotonic()
    with pytest.raises(ReadingError, match=why):
        process(body)
    assert time.monotonic() - begun < 20
    assert process(GOOD) == read_pdf(GOOD)


def test_characters_are_counted_before_they_are_looked_at() -> None:
    """A page shows the same text as often as the file says; the count ends the reading, not the clock."""
    stream = b"BT /F1 9 Tf 50 750 Td " + b"(%s) Tj " % (b"open" * 2_500) * 210 + b"ET"
    with pytest.raises(ReadingError, match="more than 2 million characters up to page 1 of 500"):
        read_pdf(share_stream(500, stream))


def test_streams_are_inflated_only_as_far_as_they_are_counted() -> None:
    body = share_stream(3, TEXT)
    assert count_inflated(body, 10**9) == len(TEXT)
    assert count_inflated(GOOD, 10**9) == 0
    assert 10**6 < count_inflated(share_stream(1, b" " * 10**6, 100), 10**6) <= 3 * 10**6
    assert count_inflated(b"stream\n\x78\x9cno zlib" * 50, 10**9) == 0


@pytest.mark.parametrize("body", [GOOD, write_pdf([[], [Words("2", 300, 30)]]), b"%PDF-1.7\n", share_stream(3, TEXT)])
def test_what_the_process_says_is_what_reading_here_says(process: PdfProcess, body: bytes) -> None:
    try:
        expected: object = read_pdf(body)
    except ReadingError as error:
        with pytest.raises(type(error)) as raised:
            process(body)
        assert str(raised.value) == str(error)
    else:
        assert process(body) == expected


def test_a_damaged_pdf_is_read_or_refused(process: PdfProcess) -> None:
    """Real structure with bytes changed, pieces cut out and doubled; the seed names the file."""
    whole = [GOOD, share_stream(3, TEXT)]
    for seed in range(150):
        body = damage(whole[seed % 2], random.Random(seed))
        try:
            assert process(body).blocks, seed
        except ReadingError as error:
            assert str(error), seed


NAMES = [b"/Page", b"/Pages", b"/Kids", b"/Length", b"/Contents", b"/Font", b"1 0 R", b"2 0 R", b"6 0 R"]


def damage(body: bytes, chance: random.Random) -> bytes:
    spoiled = bytearray(body)
    for _ in range(chance.randint(1, 8)):
        at, size = chance.randrange(len(spoiled)), chance.randint(1, 40)
        what = chance.choice(["bytes", "figure", "cut", "double", "name"])
        if what == "bytes":
            spoiled[at : at + size] = chance.randbytes(size)
        elif what == "figure":
            spoiled[at : at + 1] = b"%d" % chance.choice([0, 7, -1, 2**31, 2**63])
        elif what == "cut":
            del spoiled[at : at + size]
        elif what == "double":
            spoiled[at:at] = spoiled[at : at + 10 * size]
        else:
            old, new = chance.sample(
                [b"/Page", b"/Pages", b"/Kids", b"/Length", b"/Contents", b"/Font", b"1 0 R", b"2 0 R"], 2
            )
            spoiled = spoiled.replace(old, new, 1)
    return b"%PDF-1.4\n" + bytes(spoiled[9:])


def test_a_process_that_is_killed_from_outside_is_replaced(process: PdfProcess) -> None:
    process(GOOD)
    first = process.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    time.sleep(0.05)
    assert process(GOOD) == read_pdf(GOOD)
    assert process.pid != first

    def kill_soon() -> None:
        time.sleep(0.3)
        os.kill(process.pid or 0, signal.SIGKILL)

    killer = threading.Thread(target=kill_soon)
    killer.start()
    with pytest.raises(ReadingError, match="took longer"):  # the second process had all the time it may take
        process(share_stream(500, DRAWING * 1_000, 40))
    killer.join()


def test_one_process_reads_many() -> None:
    process = PdfProcess(BOUNDS)
    process(GOOD)
    first, begun = process.pid, time.monotonic()
    for _ in range(20):
        process(GOOD)
    assert process.pid == first
    assert (time.monotonic() - begun) / 20 < 0.2
    process.close()
    assert process.pid is None


def test_commands_heed_the_bounds_of_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRACKER_CONFIG", raising=False)
    Path("config.toml").write_text('[tracker]\npdf_time = "1s"\n')
    Path("slow.pdf").write_bytes(share_stream(500, DRAWING * 1_000, 40))
    Path("good.pdf").write_bytes(GOOD)
    ended = CliRunner().invoke(tracker, ["outline", "slow.pdf", "good.pdf"], standalone_mode=False)
    assert ended.return_value == 1
    assert "slow.pdf: the PDF is too much to read: it took longer than 1 s ([tracker] pdf_time" in ended.stderr
    assert "The pool is open" in ended.stdout or "good.pdf" in ended.stdout
    ended = CliRunner().invoke(tracker, ["compare", "slow.pdf", "good.pdf"], standalone_mode=False)
    assert isinstance(ended.exception, ReadingError) and not isinstance(ended.exception, EmptyDocumentError)
