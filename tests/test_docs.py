"""What the documentation says is what the program does: commands, options, help texts, kinds and links.

`python tests/test_docs.py --update` writes docs/cli-reference.md anew from the live help, the list of decisions,
and the keys of language files in docs/languages.md.
"""

from __future__ import annotations

import ast
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tracker.cli import COMMANDS, tracker
from tracker.compare.changes import compare_readings
from tracker.languages.keys import KEYS
from tracker.model import HeldBecause, Kind, Verdict
from tracker.publish import contract
from tracker.read.document import read_document

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "cli-reference.md"
README = ROOT / "README.md"
PAGES = sorted([README, *(ROOT / "docs").rglob("*.md"), ROOT / "snapshots" / "README.md"])
WIDTH = 100

LANGUAGES = ROOT / "docs" / "languages.md"
DECISIONS = ROOT / "docs" / "decisions"
INDEX_HEAD = """# Decision records

One page each: the context with its figures, the options, the choice and what it costs. 01 is what people and programs
see, 02 storage, 03 and 04 the rules of reading, comparing and believing, 05 looking.
`python tests/test_docs.py --update` writes the list.

"""
HEAD = """# Every command

Written by `python tests/test_docs.py --update` from the program's own help; a test holds it up to date.
Every command that prints facts takes `--json`; every command takes `--config` and `--database`.
"""


def write_reference() -> str:
    """The whole page, from the live commands."""
    parts = [HEAD]
    for words, command in walk_commands(tracker, ("tracker",)):
        if len(words) > 1:
            context = click.Context(
                command,
                info_name=" ".join(words),
                terminal_width=WIDTH,
                max_content_width=WIDTH,
                help_option_names=tracker.context_settings["help_option_names"],
            )
            parts.append(f"## {' '.join(words)}\n\n```\n{command.get_help(context)}\n```\n")
    return "\n".join(parts)


def write_index() -> str:
    """The list of decision records, from their first lines."""
    lines = [INDEX_HEAD]
    for path in sorted(DECISIONS.glob("[0-9]*.md")):
        number = path.name.partition("-")[0]
        title = path.read_text("utf-8").splitlines()[0].removeprefix("# ").removeprefix(f"{number} ")
        lines.append(f"- [{number}]({path.name}) {title}\n")
    return "".join(lines)


def write_languages() -> str:
    """The page on language files, its table of keys made anew."""
    head, title, _ = LANGUAGES.read_text("utf-8").partition("## The keys\n")
    rows = "".join(f"| `{key}` | {meaning} |\n" for key, meaning in KEYS.items())
    return f"{head}{title}\n| Key | What it means |\n| --- | --- |\n{rows}"


def walk_commands(command: click.Command, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield words, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from walk_commands(inner, (*words, name))


def shown_commands(page: Path) -> Iterator[list[str]]:
    """Every `tracker ...` line in the code blocks of a page, as its words."""
    for block in re.findall(r"```(?:sh|console)?\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
        for line in block.splitlines():
            found = re.match(r"(?:\$ |\.venv/bin/|[\d*/]+ .*&& )?tracker (.*)", line.strip())
            if found:
                words = shlex.split(found[1].split(" && ")[0], comments=True)
                yield words[: next((n for n, word in enumerate(words) if word in (">", "|", "&&")), len(words))]


def test_the_reference_is_the_live_help() -> None:
    assert REFERENCE.read_text("utf-8") == write_reference(), "run: python tests/test_docs.py --update"


def test_the_short_help_is_told_in_order_of_work() -> None:
    assert list(COMMANDS) == tracker.list_commands(click.Context(tracker))
    assert all(text.endswith(".") and len(text) < 80 for text in COMMANDS.values())


@pytest.mark.parametrize("words", list(walk_commands(tracker, ("tracker",))), ids=lambda pair: " ".join(pair[0]))
def test_every_command_has_examples_and_the_shared_options(words: tuple[tuple[str, ...], click.Command]) -> None:
    names, command = words
    if isinstance(command, click.Group):
        return
    assert f"{' '.join(names)}" in (command.help or ""), "an example of the command itself"
    options = {option for parameter in command.params for option in parameter.opts}
    assert {"--config", "--database"} <= options or names == ("tracker", "help"), "help opens neither"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_in_the_documentation_exist(page: Path) -> None:
    for words in shown_commands(page):
        command: click.Command = tracker
        rest = list(words)
        while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
            inner = command.get_command(click.Context(command), rest[0])
            assert inner is not None, f"no command: tracker {' '.join(words)}"
            command, rest = inner, rest[1:]
        known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        known |= {"--help", "-h", "--version"}
        used = {word.split("=")[0] for word in rest if word.startswith("--")}
        assert used <= known, f"{sorted(used - known)} in: tracker {' '.join(words)}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8")):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_readme_names_every_kind_and_verdict() -> None:
    text = README.read_text("utf-8")
    assert all(f"`{kind.value}`" in text for kind in Kind)
    assert all(f"`{verdict.value}`" in text for verdict in Verdict)


def test_the_glossary_names_every_reason_for_holding() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    assert all(f"`{reason.value}`" in text for reason in HeldBecause)


TRICKY = re.findall(
    r"^\| `(.+?)` \| `(.+?)` \| (\w+) \| (.+?) \|$",
    (ROOT / "docs" / "tricky-cases.md").read_text("utf-8"),
    re.MULTILINE,
)


@pytest.mark.parametrize(("old", "new", "verdict", "reason"), TRICKY, ids=[row[0][:30] for row in TRICKY])
def test_tricky_words_are_rated_as_documented(old: str, new: str, verdict: str, reason: str) -> None:
    page = "# Terms\n\n## 1. Alpha\n\n{}\n\n## 2. Beta\n\nThe courts of Dublin decide every dispute between us.\n"
    readings = [read_document(page.format(text).encode(), name="terms.md") for text in (old, new)]
    comparison = compare_readings(*readings)
    assert comparison.verdict.value == verdict
    given = [given for change in comparison.changes for given in change.reasons]
    if verdict != "unchanged":
        assert re.match(r"`(.+?)`", reason)[1] in given  # type: ignore[index]


def test_the_tricky_words_are_all_found() -> None:
    assert len(TRICKY) == 8


def test_the_index_of_decisions_is_complete() -> None:
    assert (DECISIONS / "README.md").read_text("utf-8") == write_index(), "run: python tests/test_docs.py --update"


def test_every_key_of_a_language_file_is_documented() -> None:
    assert LANGUAGES.read_text("utf-8") == write_languages(), "run python tests/test_docs.py --update"


def list_json_keys(path: Path) -> Iterator[tuple[str, str]]:
    """The keys, and the schemas, of every JSON object that a file writes, each with the function that does."""
    for function in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(function, ast.FunctionDef):
            continue
        objects = [node for node in ast.walk(function) if isinstance(node, ast.Dict)]
        keys = [key.value for one in objects for key in one.keys if isinstance(key, ast.Constant)]
        if function.name.endswith("_record") or "schema" in keys:
            texts = [node.value for node in ast.walk(function) if isinstance(node, ast.Constant)]
            schemas = [text for text in texts if re.fullmatch(r"tracker\.[a-z.-]+/1", str(text))]
            yield from ((f"{path.name}: {function.name}", str(name)) for name in (*keys, *schemas))


def test_every_key_of_json_is_documented() -> None:
    """In docs/json.md, in a code span. A new key that programs read is written down there in the same commit."""
    text = (ROOT / "docs" / "json.md").read_text("utf-8")
    said = {word for span in re.findall(r"`([^`\n]+)`", text) for word in re.findall(r"[a-z][a-z_./0-9-]*", span)}
    package = Path(contract.__file__).parents[1]
    files = [*(package / "publish").glob("*.py"), *(package / "commands").glob("*.py")]
    keys = [pair for path in files for pair in list_json_keys(path)]
    assert len(keys) > 150
    assert [(where, key) for where, key in keys if key not in said] == []


def test_an_object_of_json_is_documented_once() -> None:
    text = (ROOT / "docs" / "json.md").read_text("utf-8")
    rows = re.findall(r"^\| (`tracker\.[^|]*) \|", text, re.MULTILINE)
    schemas = [schema for row in rows for schema in re.findall(r"`([^`]+)`", row)]
    assert len(schemas) > 30 and sorted(schemas) == sorted(set(schemas))


if __name__ == "__main__" and "--update" in sys.argv:
    REFERENCE.write_text(write_reference(), "utf-8")
    (DECISIONS / "README.md").write_text(write_index(), "utf-8")
    LANGUAGES.write_text(write_languages(), "utf-8")
