"""A program in a real terminal -> everything that it writes there."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from pathlib import Path

ROWS, COLUMNS = 24, 80


def run_in_terminal(*arguments: str, folder: Path, environment: Mapping[str, str] | None = None) -> str:
    """Everything that Python writes to a terminal of 80 columns and 24 rows; without a pager unless one is named."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    known = {"PAGER": "cat"} | dict(os.environ if environment is None else environment)
    process = subprocess.Popen(
        [sys.executable, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=known
    )
    os.close(theirs)
    written = bytearray()
    try:
        while piece := os.read(ours, 65536):
            written += piece
    except OSError:  # the other end closed
        process.wait()
    finally:
        os.close(ours)
    return written.decode("utf-8", "surrogateescape")
