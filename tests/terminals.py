"""A program in a real terminal -> everything that it writes there."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path


def run_in_terminal(*arguments: str, folder: Path, environment: Mapping[str, str] | None = None) -> str:
    """Everything that Python writes to a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=environment
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
