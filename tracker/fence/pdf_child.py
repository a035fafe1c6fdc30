"""PDFs on standard input -> their pages as JSON on standard output, within limits; the program of a process of its own.

Both ways eight bytes of length come before what is sent. PDFium may end the process at any moment (it aborts where
memory runs out), and a document may take for ever: the parent, `pdf_process.py`, makes a failure of that.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from typing import IO

from tracker.errors import ReadingError, explain_bug
from tracker.read.handover import Page
from tracker.read.pdf.file import load_pdfium, read_pdf


def main(memory: int, seconds: float) -> None:
    """Answer until standard input ends, as it does when the parent dies. `memory` in bytes, `seconds` of processor
    time for each PDF."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent ends this process
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    load_pdfium()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while body := receive(source):
        signal.setitimer(signal.ITIMER_PROF, seconds)
        answer = json.dumps(answer_pdf(body)).encode()
        signal.setitimer(signal.ITIMER_PROF, 0)
        sink.write(len(answer).to_bytes(8, "big") + answer)
        sink.flush()


def receive(source: IO[bytes]) -> bytes:
    """One PDF; nothing at the end. A PDF has at least a byte: what is empty was told before."""
    return source.read(int.from_bytes(source.read(8), "big"))


def answer_pdf(body: bytes) -> dict[str, object]:
    """What became of one PDF: its page, or the error and its words."""
    try:
        return write_page(read_pdf(body))
    except ReadingError as error:
        return {"error": type(error).__name__, "message": error.message, "hint": error.hint}
    except MemoryError:
        return {"error": "MemoryError"}
    except Exception as error:
        bug = explain_bug(error, "the PDF could not be read")
        return {"error": "ReadingError", "message": bug.message, "hint": bug.hint}


def write_page(page: Page) -> dict[str, object]:
    blocks = [[block.kind.value, block.text, block.level, block.marker, block.lead] for block in page.blocks]
    return {"title": page.title, "blocks": blocks}


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
