"""Holds the design's table of rooms: who may import whom, how long things may be, where each library lives."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "tracker"
FILES = sorted(PACKAGE.rglob("*.py"))
MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path for path in FILES
}

TOP = {
    "tracker",
    "tracker.addresses",
    "tracker.compiled",
    "tracker.config",
    "tracker.errors",
    "tracker.first_use",
    "tracker.model",
    "tracker.names",
    "tracker.own_folders",
    "tracker.ruleset",
    "tracker.values",
}
MAY_IMPORT = {
    "languages": set(),
    "text": {"languages"},
    "capture": set(),
    "archive": {"text"},
    "read": {"languages", "text"},
    "compare": {"languages", "text"},
    "believe": {"languages", "text"},
    "across": {"languages", "text", "read", "compare"},
    "ask": {"archive", "languages", "text", "read", "compare", "believe", "across"},
    "publish": {"text"},
    "export": {"ask", "publish", "archive", "languages", "text", "read", "compare"},
    "assistant": {"archive", "ask", "publish"},
    "pages": {"ask", "publish", "languages", "text"},
}
"""The rooms each room may use beside the top and itself; every other module of the package is a joint, where rooms
meet."""

SUB_ROOMS = {
    "read.page": set(),
    "read.plain": {"read.handover"},
    "read.markup": {"read.page", "read.plain", "read.handover"},
    "read.pdf": {"read.handover"},
    "read.outline": {"read.handover"},
    "compare.match": set(),
    "compare.redline": set(),
    "compare.weigh": {"compare.redline"},
    "compare.follow": {"compare.match"},
}
"""The rooms within the big rooms: what each may use of its own room beside itself."""

PURE = {"languages", "text", "read", "compare", "believe", "across"}
IMPURE = {"logging", "time", "random", "sqlite3", "socket", "subprocess", "threading", "httpx", "os", "tracker.config"}
ASKING = ("history", "log", "show", "blame", "diff", "status", "search", "listing")
"""The commands that answer a question."""

BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "base", "misc"}

HOMES = {
    "apprise": {"publish"},
    "apscheduler": {"track"},
    "brotli": {"capture"},
    "bs4": {"capture"},
    "charset_normalizer": {"read"},
    "click": {"cli", "commands"},
    "cronsim": {"schedule"},
    "cryptography": {"export"},
    "dask": {"track"},
    "distributed": {"track"},
    "docx": {"export"},
    "feedgenerator": {"publish"},
    "httpcore": {"capture"},
    "httpx": {"capture"},
    "jinja2": {"publish", "export", "pages"},
    "keyring": {"publish"},
    "markupsafe": {"pages"},
    "PIL": {"pages"},
    "itsdangerous": {"pages"},
    "starlette": {"pages"},
    "uvicorn": {"pages"},
    "lxml": {"read"},
    "mcp": {"assistant"},
    "msgspec": {"config", "values"},
    "playwright": {"capture", "export"},
    "protego": {"capture"},
    "pyarrow": {"export"},
    "pypdfium2": {"read"},
    "rapidfuzz": {"compare"},
    "rfc3161_client": {"export"},
    "rich": {"commands"},
    "selectolax": {"read"},
    "spellchecker": {"compare"},
    "sqlite_utils": {"archive"},
    "tomli": {"compiled", "config"},  # what Python's own reader takes 40 ms for at every start, in 15
    "tomlkit": {"config"},
    "warcio": {"capture", "export"},
    "webencodings": {"read"},
    "yaml": {"read"},
    "zstandard": {"archive", "capture", "track"},  # a codec of stored bodies, of HTTP, and of work for other machines
}
"""Each third-party library has one home (the command line's two halves count as one)."""


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports(tree: ast.AST) -> Iterator[str]:
    """Every imported module by its full name; `from a import b` gives "a.b" where that is a module, else "a"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports are not used"
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield name if name in MODULES else str(node.module)


def room_of(module: str) -> str:
    """ "tracker.text.canon" -> "read"; a top module or joint is its own room."""
    return module.split(".")[1] if "." in module else ""


@pytest.mark.parametrize("module", MODULES)
def test_imports_only_what_its_room_may(module: str) -> None:
    room = room_of(module)
    allowed = MAY_IMPORT.get(room, set() if module in TOP else None)
    inner = {name for name in imports(parse(MODULES[module])) if name.split(".")[0] == "tracker"}
    if module == "tracker":
        assert inner == {"tracker.api"}, "the front door hands on the public interface, and nothing else"
    elif allowed is not None:
        assert {name for name in inner if name not in TOP and room_of(name) not in {room, *allowed}} == set()


def sub_room_of(module: str) -> str:
    """ "tracker.read.page.content" -> "read.page"; a file of the big room itself gives its own name."""
    return ".".join(module.split(".")[1:3])


@pytest.mark.parametrize("module", [module for module in MODULES if sub_room_of(module) in SUB_ROOMS])
def test_imports_only_what_its_room_within_a_room_may(module: str) -> None:
    here = sub_room_of(module)
    inner = {sub_room_of(name) for name in imports(parse(MODULES[module])) if room_of(name) == room_of(module)}
    assert inner - SUB_ROOMS[here] - {here} == set()


@pytest.mark.parametrize("module", [module for module in MODULES if room_of(module) in PURE | {"ask"}])
def test_core_is_pure(module: str) -> None:
    """A question reads an open record, and is otherwise as pure as the core: clock and settings are passed in."""
    tree = parse(MODULES[module])
    assert {name for name in imports(tree) if name in IMPURE or name.split(".")[0] in IMPURE} == set()
    clocks = {"now", "today", "utcnow"}
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert [call.attr for call in calls if isinstance(call, ast.Attribute) and call.attr in clocks] == []


@pytest.mark.parametrize("name", ASKING)
def test_a_command_that_answers_only_asks(name: str) -> None:
    """It parses words, asks and prints: what there is to find out is found out in `ask`."""
    rooms = {room_of(module) for module in imports(parse(MODULES[f"tracker.commands.{name}"])) if module in MODULES}
    assert rooms & {"archive", "read", "compare", "believe", "text"} == set()
    assert "ask" in rooms


@pytest.mark.parametrize("module", [module for module in MODULES if room_of(module) == "commands"])
def test_commands_follow_no_clause_and_weigh_no_belief(module: str) -> None:
    found = {name for name in imports(parse(MODULES[module])) if sub_room_of(name) == "compare.follow"}
    assert found | {name for name in imports(parse(MODULES[module])) if room_of(name) == "believe"} == set()


@pytest.mark.parametrize("module", MODULES)
def test_no_import_hides_inside_a_function(module: str) -> None:
    hidden = [
        name
        for function in ast.walk(parse(MODULES[module]))
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        for name in imports(function)
        if name.split(".")[0] == "tracker"
    ]
    assert hidden == []


LOADING = ("tracker", "tracker.cli", "tracker.commands.halves", "tracker.first_use")
"""The front door, the command line and the halves of commands, and what loads a library for others."""


@pytest.mark.parametrize("module", [module for module in MODULES if module not in LOADING])
def test_only_the_command_line_and_the_front_door_load_by_name(module: str) -> None:
    for name in loaded_by_name(parse(MODULES[module])):
        assert isinstance(name, ast.Constant), "only a library that may be missing or is seldom needed, named outright"
        assert not str(name.value).startswith("tracker")


def loaded_by_name(tree: ast.Module) -> Iterator[ast.expr]:
    """What `import_module` and `FirstUse` are given."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {"import_module", "FirstUse"}:
            (name,) = node.args
            yield name


@pytest.mark.parametrize("module", MODULES)
def test_is_of_readable_length(module: str) -> None:
    path = MODULES[module]
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= (300 if room_of(module) in PURE else 500), f"{path.name} has {lines} lines"
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1}"
        for node in ast.walk(parse(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        if node.end_lineno is not None and node.end_lineno - node.lineno + 1 > 60
    ]
    assert long == []


def test_a_class_name_means_one_thing() -> None:
    places: dict[str, list[str]] = {}
    for module, path in MODULES.items():
        for node in parse(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(module)
    assert {name: modules for name, modules in places.items() if len(modules) > 1} == {}


@pytest.mark.parametrize("module", MODULES)
def test_says_what_it_is(module: str) -> None:
    path = MODULES[module]
    assert ast.get_docstring(parse(path)) or not path.read_text("utf-8").strip()
    assert path.stem not in BANNED_NAMES


@pytest.mark.parametrize("module", [module for module in MODULES if room_of(module) not in ("track", "believe")])
def test_only_who_tells_people_is_named_tell(module: str) -> None:
    """What finds out is named detect_, find_ or the like; what writes for people format_ or describe_."""
    names = [node.name for node in ast.walk(parse(MODULES[module])) if isinstance(node, ast.FunctionDef)]
    assert [name for name in names if name.lstrip("_").startswith("tell_")] == []


@pytest.mark.parametrize("module", MODULES)
def test_libraries_are_used_at_home(module: str) -> None:
    tree = parse(MODULES[module])
    named = {*imports(tree), *(name.value for name in loaded_by_name(tree) if isinstance(name, ast.Constant))}
    outside = {name.split(".")[0] for name in named} - {"tracker"} - sys.stdlib_module_names
    strangers = {name for name in outside if room_of(module) not in HOMES.get(name, set())}
    assert strangers == set()


@pytest.mark.parametrize("module", MODULES)
def test_values_are_made_in_c(module: str) -> None:
    """By `tracker.values`, in a fraction of the time (docs/decisions/0108-values-are-made-in-c.md)."""
    assert "dataclasses" not in set(imports(parse(MODULES[module])))


def test_no_modules_import_each_other() -> None:
    graph = {module: {n for n in imports(parse(path)) if n in MODULES} for module, path in MODULES.items()}
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, f"cycle: {' -> '.join((*trail, module))}"
        if module not in done:
            for name in sorted(graph[module]):
                visit(name, (*trail, module))
            done.add(module)

    for module in graph:
        visit(module, ())


# --- words belong to the language files ---

WORDED_ROOMS = ("text", "read", "compare", "believe")
A_WORD_LIST = re.compile(r"(?<![\\\w])[^\W\d_]{2,}(?:\|[^\W\d_ ]{2,}){2,}")
"""Three words or more, parted by bars: an alternation of a pattern."""
ANOTHER_LETTER = re.compile(r"(?![\x00-\x7fªº])[^\W\d_]")

SIGNS = {
    "tracker.text.scripts",  # the scripts themselves
    "tracker.text.signs",  # figures above the line
    "tracker.text.canon",  # letters that an encoding garbled
    "tracker.text.sentences",  # ranges of small letters
    "tracker.text.dates",  # ranges of capitals
    "tracker.text.months",  # the dotless i
    "tracker.read.outline.headings",  # ranges of capitals
    "tracker.text.label_styles",  # examples of what a style prints
    "tracker.read.page.apart",  # names of markup, attributes and file types from here on
    "tracker.read.page.content",
    "tracker.read.page.hidden",
    "tracker.read.page.pictures",
    "tracker.read.pdf.file",
    "tracker.read.pdf.direction",  # where shapes of letters begin and end
    "tracker.read.pdf.legible",  # the vowels of the Latin alphabet
    "tracker.read.plain.markup_blocks",
    "tracker.read.plain.site_sources",  # keys that site generators know
    "tracker.compare.redline.links",
    "tracker.compare.weigh.spelling",  # letters that are spelt out as two
    "tracker.compare.weigh.harmless",  # examples of rules
    "tracker.compare.weigh.weighty",
    "tracker.compare.exchanges",  # the reasons that this program gives
}
"""Modules whose letters or lists are signs, markup, file names or examples, and no words of a language."""


def list_texts(tree: ast.Module) -> Iterator[str]:
    """Every string constant but those that stand for themselves: docstrings."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


def list_split(tree: ast.Module) -> Iterator[str]:
    """Texts that are cut into words on the spot: `"a an the".split()`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "split":
            text = node.func.value
            if isinstance(text, ast.Constant) and isinstance(text.value, str) and not node.args:
                yield text.value


@pytest.mark.parametrize("module", [module for module in MODULES if room_of(module) in WORDED_ROOMS])
def test_words_stand_in_the_language_files(module: str) -> None:
    words = [
        text for text in list_texts(parse(MODULES[module])) if A_WORD_LIST.search(text) or ANOTHER_LETTER.search(text)
    ]
    assert list(list_split(parse(MODULES[module]))) == []
    if module in SIGNS:
        assert words, f"{module} holds no such signs: strike it from SIGNS"
    else:
        assert words == [], "languages/*.toml is where words stand: docs/languages.md"
