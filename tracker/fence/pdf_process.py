"""A PDF's bytes -> its page, read by another process; that process's death is a failure of the PDF, of nothing else.

One process reads one PDF after the other and is started again when it has died. It speaks JSON, so that one that a
PDF has taken over can say nothing but text.
"""

from __future__ import annotations

import json
import select
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import EmptyDocumentError, ReadingError, TrackerError
from tracker.fence.bounds import Bounds
from tracker.first_use import FirstUse
from tracker.model import Block, BlockKind
from tracker.read.handover import Page

if TYPE_CHECKING:
    import subprocess
else:
    subprocess = FirstUse("subprocess")  # a PDF is read in a process of its own

PDFS_A_PROCESS: Final = 500
"""After so many a fresh process is started, so that what PDFium leaks stays small."""

WALL_FACTOR: Final = 4
"""The limit is of processor time, so that a busy machine fails no PDF; by the clock so many times as much passes."""

LONGEST_ANSWER: Final = 200_000_000
FROM_OUTSIDE: Final = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
"""Signals that may have nothing to do with the PDF: it gets another process, once."""

ERRORS: Final = {"ReadingError": ReadingError, "EmptyDocumentError": EmptyDocumentError}


class _DiedError(Exception):
    """The process ended without an answer; `signal` is what ended it, None where it left by itself."""

    def __init__(self, signal: int | None) -> None:
        super().__init__(signal)
        self.signal = signal


class PdfProcess:
    """Calls of it are those of `read_pdf`: bytes in, a page out, ReadingError for what cannot be read."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._read = 0

    def __call__(self, body: bytes) -> Page:
        """The page of a PDF. Raises ReadingError for one that cannot be read within the bounds, TrackerError where no
        process can be started."""
        with self._lock:
            try:
                answer = self._ask(body)
            except _DiedError as error:
                if error.signal not in FROM_OUTSIDE:
                    raise self._explain(error.signal) from error
                answer = self._ask_again(body)
        return read_answer(answer, self.bounds)

    @property
    def pid(self) -> int | None:
        """The process that reads now; None before the first PDF and after a failure."""
        return self._process.pid if self._process else None

    def close(self) -> None:
        """End the process. It would end by itself with the one that asks it."""
        with self._lock:
            self._end()

    def _ask_again(self, body: bytes) -> bytes:
        try:
            return self._ask(body)
        except _DiedError as error:
            raise self._explain(error.signal) from error

    def _ask(self, body: bytes) -> bytes:
        process = self._running()
        self._read += 1
        assert process.stdin is not None
        try:
            process.stdin.write(len(body).to_bytes(8, "big") + body)
            process.stdin.flush()
            end = time.monotonic() + WALL_FACTOR * self.bounds.seconds
            size = int.from_bytes(self._receive(8, end), "big")
            if size > LONGEST_ANSWER:
                raise ReadingError(f"the PDF is too large to read: {size // 1_000_000} MB of text")
            return self._receive(size, end)
        except BrokenPipeError as error:
            raise _DiedError(self._end()) from error
        except BaseException:
            self._end()  # what it says next would answer this question, not the next one
            raise

    def _receive(self, size: int, end: float) -> bytes:
        """So many bytes of the answer. Raises _DiedError, and ReadingError when the clock has run out."""
        assert self._process is not None and self._process.stdout is not None
        stream, received = self._process.stdout, bytearray()
        while len(received) < size:
            if not select.select([stream], [], [], max(0.0, end - time.monotonic()))[0]:
                raise self._explain(signal.SIGPROF)
            chunk = stream.read1(size - len(received))  # type: ignore[attr-defined]
            if not chunk:
                raise _DiedError(self._end())
            received += chunk
        return bytes(received)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and (self._read >= PDFS_A_PROCESS or self._process.poll() is not None):
            self._end()
        if self._process is None:
            limits = [str(self.bounds.memory), str(self.bounds.seconds)]
            # -P: whatever lies in the current folder is not imported.
            command = [sys.executable, "-P", "-m", "tracker.fence.pdf_child", *limits]
            try:
                self._process = subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
                )
            except OSError as error:
                raise TrackerError(f"cannot start the process that reads PDFs: {error.strerror or error}") from error
            self._read = 0
        return self._process

    def _end(self) -> int | None:
        """End the process, if it has not ended; the signal that ended it before we did."""
        process, self._process = self._process, None
        if process is None:
            return None
        for stream in (process.stdin, process.stdout):
            assert stream is not None
            try:
                stream.close()
            except BrokenPipeError:  # what was still to be written
                continue
        try:
            status = process.wait(1)  # it ends by itself when nobody asks any more, or has ended
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return None
        return -status if status < 0 else None

    def _explain(self, ended_by: int | None) -> ReadingError:
        """What to say of a PDF whose process ended."""
        if ended_by == signal.SIGPROF:
            message = f"the PDF is too much to read: it took longer than {self.bounds.seconds:g} s"
            return ReadingError(message, hint="[tracker] pdf_time allows for more")
        how = signal.Signals(ended_by).name if ended_by else "without a word"
        limit = f"{self.bounds.memory // 1_000_000} MB"
        return ReadingError(
            f"the PDF could not be read: the process that read it ended ({how})",
            hint=f"it is damaged, or needs more memory than {limit}; [tracker] pdf_memory allows for more",
        )


def read_answer(answer: bytes, bounds: Bounds) -> Page:
    """The page that an answer holds. Raises the ReadingError that it tells of."""
    told: dict[str, Any] = json.loads(answer)
    if told.get("error") == "MemoryError":
        message = f"the PDF is too much to read: it needs more memory than {bounds.memory // 1_000_000} MB"
        raise ReadingError(message, hint="[tracker] pdf_memory allows for more")
    if "error" in told:
        raise ERRORS[told["error"]](told["message"], hint=told["hint"])
    blocks = tuple(
        Block(BlockKind(kind), text, level=level, marker=marker, lead=lead)
        for kind, text, level, marker, lead in told["blocks"]
    )
    return Page(blocks, told["title"])
