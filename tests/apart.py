"""Programs that are no dependency of ours -> an environment of their own, made once a machine and kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def find_programs(name: str, *packages: str) -> Path | str:
    """The folder with the programs of some packages, installed on first use; why there is none, where it cannot be."""
    home = Path(tempfile.gettempdir()) / f"policy-clause-tracker-{name}-{os.getuid()}"
    done = home / "ready"
    if done.exists():
        return home / "bin"
    shutil.rmtree(home, ignore_errors=True)
    try:
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, capture_output=True)
        install = [str(home / "bin" / "pip"), "install", "--quiet", *packages]
        subprocess.run(install, check=True, capture_output=True, text=True, timeout=600)
    except (subprocess.SubprocessError, OSError) as error:
        return f"{name} cannot be installed: {getattr(error, 'stderr', '') or error}"[:300]
    done.touch()
    return home / "bin"
