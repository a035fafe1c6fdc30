"""Every task of a working day, by name: `nox -l` lists them, `nox -s fast` runs one; `.ci/run` runs them all on a copy.

Sessions work in the environment that nox itself is started from (`pip install -e '.[test,dev]'`): nothing is installed
anew for each of them, and what they do is what you would type.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import nox

ROOT = Path(__file__).parent
PYTHON = sys.executable

nox.options.default_venv_backend = "none"
nox.options.sessions = ["lint", "types", "fast"]


@nox.session
def lint(session: nox.Session) -> None:
    """Rules of style and format, over everything."""
    session.run(PYTHON, "-m", "ruff", "check")
    session.run(PYTHON, "-m", "ruff", "format", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """mypy, strict."""
    session.run(PYTHON, "-m", "mypy")


@nox.session
def fast(session: nox.Session) -> None:
    """The tests that need no shared corpus, on two cores: some three minutes. Words after -- go to pytest."""
    session.run(
        PYTHON, "-m", "pytest", "-m", "not floors and not slow", "-n", "2", "--dist", "worksteal", *session.posargs
    )


@nox.session(name="all")
def all_tests(session: nox.Session) -> None:
    """Every test, the floors on the shared corpus among them where it lies beside the checkout."""
    session.run(PYTHON, "-m", "pytest", *session.posargs)


@nox.session
def floors(session: nox.Session) -> None:
    """What reading, comparing and believing reach; `-- --raise-floors` records a better value."""
    session.run(PYTHON, "-m", "pytest", "-m", "floors", *session.posargs)


@nox.session
def benchmarks(session: nox.Session) -> None:
    """One measurement; `-- read_pages.py CORPUS` chooses it. Without a choice, one that needs nothing else."""
    script, *arguments = session.posargs or ["fetch_many.py"]
    session.run(PYTHON, f"benchmarks/{script}", *arguments)


@nox.session
def docs(session: nox.Session) -> None:
    """Write the pages that come from the program itself, then check what the documentation says."""
    session.run(PYTHON, "tests/test_docs.py", "--update")
    session.run(PYTHON, "-m", "pytest", "tests/test_docs.py", "tests/test_joining.py")


@nox.session
def readme(session: nox.Session) -> None:
    """The README's test command, word for word, on two cores: for a copy, since it makes an environment there."""
    command = next(line for line in Path("README.md").read_text("utf-8").splitlines() if line.endswith("bin/pytest"))
    session.run("bash", "-c", command, env={"PYTEST_ADDOPTS": "-n 2 --dist worksteal"}, external=True)


@nox.session
def office(session: nox.Session) -> None:
    """What LibreOffice makes of the Word documents; it is installed where that is possible."""
    if shutil.which("soffice") is None and shutil.which("apt-get") and os.geteuid() == 0:
        session.run("apt-get", "update", "-qq", external=True)
        install = ("apt-get", "install", "-qq", "-y", "--no-install-recommends", "libreoffice-writer-nogui")
        session.run(*install, env={"DEBIAN_FRONTEND": "noninteractive"}, external=True, silent=True)
    session.run(PYTHON, "-m", "pytest", "tests/test_export_docx.py")


@nox.session
def browser(session: nox.Session) -> None:
    """The tests that need the extra `browser` and a Chromium, which is installed where that is possible."""
    if shutil.which("chromium") is None and shutil.which("apt-get") and os.geteuid() == 0:
        session.run("apt-get", "update", "-qq", external=True)
        install = ("apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium")
        session.run(*install, env={"DEBIAN_FRONTEND": "noninteractive"}, external=True, silent=True)
    session.run(PYTHON, "-m", "pip", "install", "--quiet", "-c", "constraints.txt", "-e", ".[browser-test]")
    tried = ("tests/test_browser.py", "tests/test_check.py", "tests/test_exports.py", "tests/test_pages_browser.py")
    session.run(PYTHON, "-m", "pytest", *tried)


@nox.session
def cluster(session: nox.Session) -> None:
    """The tests that work with a Dask cluster: scheduler and workers as processes on loopback, mutual TLS."""
    session.run(PYTHON, "-m", "pip", "install", "--quiet", "-c", "constraints.txt", "-e", ".[cluster,test]")
    session.run(PYTHON, "-m", "pytest", "tests/test_cluster.py", "tests/test_ahead.py")


@nox.session
def pywb(session: nox.Session) -> None:
    """The tests against a real pywb, which gets an environment of its own: it is GPL, and never a dependency."""
    find = "import sys; sys.path.insert(0, 'tests'); from archives import find_pywb; why = find_pywb();"
    session.run(PYTHON, "-c", f"{find} sys.exit(why if isinstance(why, str) else 0)")
    session.run(PYTHON, "-m", "pytest", "tests/test_pywb.py")


@nox.session
def wheel(session: nox.Session) -> None:
    """The wheel, installed by itself and tried in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        session.run(PYTHON, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ".")
        (built,) = Path(folder).glob("*.whl")
        session.run(PYTHON, "-m", "venv", f"{folder}/fresh")
        pip = f"{folder}/fresh/bin/pip"
        session.run(pip, "install", "--quiet", "-c", "constraints.txt", str(built), external=True)
        (Path(folder) / "empty").mkdir()
        with session.chdir(f"{folder}/empty"):
            session.run(f"{folder}/fresh/bin/tracker", "demo", external=True)


@nox.session
def release(session: nox.Session) -> None:
    """Check that version, changelog and tag agree: the last step before a tag (docs/releasing.md)."""
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert version is not None
    if f"## {version[1]}" not in (ROOT / "CHANGELOG.md").read_text("utf-8"):
        session.error(f"CHANGELOG.md has no heading for {version[1]}")
