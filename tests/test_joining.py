"""The pages for people who join: every page has its place in the index, every task and form what it promises."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LIBRARIES = [
    name
    for names in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())
    for name in names
    if not name.startswith(PROJECT["name"])  # an extra that names others
]
FORMS = sorted(path for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")
KINDS = ["a tutorial", "how-to", "reference", "explanation"]


def test_every_page_stands_once_in_the_index_under_what_it_is_for() -> None:
    index = (DOCS / "README.md").read_text("utf-8")
    assert [head.partition(": ")[2] for head in re.findall(r"^## (.+)$", index, re.MULTILINE)] == KINDS
    linked = [(DOCS / target).resolve() for target in re.findall(r"\]\(([^)#:]+)\)", index)]
    pages = {path.resolve() for path in DOCS.rglob("*.md") if path.parent.name != "decisions"} - {DOCS / "README.md"}
    assert pages - set(linked) == set(), "docs/README.md does not link these"
    assert len(linked) == len(set(linked))


def list_sessions() -> set[str]:
    text = (ROOT / "noxfile.py").read_text("utf-8")
    return set(re.findall(r"@nox\.session\ndef (\w+)", text)) | set(re.findall(r'@nox\.session\(name="(\w+)"\)', text))


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/releasing.md", ".ci/run", "docs/README.md"])
def test_tasks_that_are_named_exist(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    named = {word for words in re.findall(r"nox -s ([a-z ]+)", text) for word in words.split()}
    named |= {word for words in re.findall(r"^for task in (.+); do$", text, re.MULTILINE) for word in words.split()}
    assert named <= list_sessions()


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "SECURITY.md"])
def test_paths_and_links_that_are_named_exist(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    paths = set(re.findall(r"`((?:tests|tracker|docs|benchmarks)/[\w/.]+)`", text))
    links = {link for link in re.findall(r"\]\(([^)#]+)\)", text) if ":" not in link}
    assert [path for path in paths | links if not (ROOT / path).exists()] == []
    assert paths or links


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_asks_for_the_page_and_its_outline(path: Path) -> None:
    form = yaml.safe_load(path.read_text("utf-8"))
    fields = {field["id"]: field["attributes"] for field in form["body"]}
    assert {"page", "outline"} <= set(fields)
    assert "tracker outline" in fields["outline"]["description"]
    assert form["name"] and form["description"]
    assert all(attributes["label"] for attributes in fields.values())


def test_hooks_at_a_commit_use_the_tools_of_the_environment() -> None:
    settings = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    assert [repository["repo"] for repository in settings["repos"]] == ["local"]
    tools = {shlex.split(hook["entry"])[0] for hook in settings["repos"][0]["hooks"]}
    assert {"ruff", "mypy"} <= tools <= {"ruff", "mypy", "python"}


@pytest.mark.parametrize("requirement", LIBRARIES)
def test_every_library_has_its_licence_named(requirement: str) -> None:
    name = re.match(r"[\w.-]+", requirement)
    assert name
    rows = [line for line in (DOCS / "licences.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    assert any(re.search(rf"(?<![\w-]){re.escape(name[0])}(?![\w-])", row, re.IGNORECASE) for row in rows)


def test_the_project_says_where_it_lives() -> None:
    assert {"Documentation", "Changelog", "Issues"} <= set(PROJECT["urls"])
