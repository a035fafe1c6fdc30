"""A page by what it shows <-> its path on the site. Pure; the same for files, links, feeds and the server."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Final, Literal
from urllib.parse import quote

from tracker.compiled import compile_pattern
from tracker.errors import NotFoundError
from tracker.names import PAGE_ESCAPE, PAGE_INNER, PAGE_PART, PAGE_WORDS, escape_service, is_inside, list_folders
from tracker.values import Struct, replace

PageKind = Literal[
    "home", "news", "policies", "service", "tag", "topics", "topic", "search", "status", "about",
    "policy", "steps", "change", "clause", "text", "compare", "facts", "fact", "policy-facts", "since", "clusters",
]  # fmt: skip

INNER: Final[dict[str, PageKind]] = {
    "changes": "change",
    "clauses": "clause",
    "at": "text",
    "compare": "compare",
    "since": "since",
}
"""Parts of paths after which something of a policy is named."""
SHELVES: Final[dict[str, PageKind]] = {"changes": "steps", "facts": "policy-facts"}
"""Parts of paths that end the address of a list of a policy."""

_LONE: Final[dict[str, PageKind]] = {
    "changes": "news", "policies": "policies", "topics": "topics", "search": "search", "status": "status",
    "about": "about", "facts": "facts", "clusters": "clusters",
}  # fmt: skip
NAMED: Final[dict[str, PageKind]] = {"topics": "topic", "tags": "tag", "facts": "fact"}
"""Words after which something over all policies is named."""
_WORDS: Final[dict[PageKind, str]] = {kind: word for word, kind in (*_LONE.items(), *NAMED.items(), *INNER.items())}
_SHELF_WORDS: Final[dict[PageKind, str]] = {kind: word for word, kind in SHELVES.items()}
_PART = compile_pattern(rf"{PAGE_PART}([1-9][0-9]{{0,4}})\Z")
_SIDE = "side"
FORMATS: Final = ("json", "atom", "png", "csv")


class Address(Struct, frozen=True, dict=True):
    """What a page shows: `name` is the id of a change set or clause, a number, a date, FROM..TO, a topic, tag or
    service; `part` counts the pages of what is too long for one; `is_side` puts old and new side by side."""

    kind: PageKind
    policy: str = ""
    name: str = ""
    part: int = 1
    is_side: bool = False

    @cached_property
    def path(self) -> str:
        """Where it stands, from the site's root on, percent-encoded: "zoom/terms/changes/4f1c20ab93d7/"."""
        return "".join(map(_quote_part, self.parts))

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the folders on the way, as a file system has them."""
        side = (_SIDE,) if self.is_side else ()
        return (*self._trunk(), *side, f"page-{self.part}") if self.part > 1 else (*self._trunk(), *side)

    def _trunk(self) -> tuple[str, ...]:
        if self.kind == "home":
            return ()
        if self.kind == "service":
            return (escape_service(self.name),)
        if self.policy:
            policy = _find_folders(self.policy)
            if self.kind == "policy":
                return policy
            shelf = _SHELF_WORDS.get(self.kind)
            return (*policy, shelf) if shelf else (*policy, _WORDS[self.kind], self.name)
        return (_WORDS[self.kind], self.name) if self.name else (_WORDS[self.kind],)

    def file(self, format: str) -> str:
        """Where its data stand beside it, percent-encoded: "zoom/terms/changes/4f1c20ab93d7.json"."""
        whole = replace(self, part=1, is_side=False)
        return f"{whole.path.rstrip('/') or 'index'}.{format}"

    def relative(self, root: str) -> str:
        """A link to it from a page that is `root` ("../../") below the top."""
        return f"{root}{self.path}" or "./"


@lru_cache(maxsize=8192)
def _quote_part(part: str) -> str:
    return f"{quote(part, safe='~()§')}/"


_find_folders = lru_cache(maxsize=4096)(list_folders)
"""A page of a policy links to a hundred others of it."""


def is_nameable(name: str) -> bool:
    """Whether a number can be part of an address: "10.4(a)" can, "1/2" and ".." cannot."""
    return is_inside(name) and "/" not in name and len(name.encode()) < 200


def parse_path(path: str) -> Address:
    """The page that a decoded path asks for; a policy is as written, perhaps shortened. Raises NotFoundError."""
    parts = [part for part in path.split("/") if part]
    part = 1
    if parts and (found := _PART.match(parts[-1])):
        part = int(found[1])
        parts.pop()
    is_side = len(parts) > 3 and parts[-1] == _SIDE
    trunk = parts[:-1] if is_side else parts
    address = _find_lone(trunk) or _find_policy_page(trunk)
    if address is None or (is_side and address.kind not in ("change", "compare")):
        raise NotFoundError(f'no page "/{path}"')
    return replace(address, part=part, is_side=is_side)


def _find_lone(parts: list[str]) -> Address | None:
    if not parts:
        return Address("home")
    word, rest = parts[0], parts[1:]
    if not rest and word in _LONE:
        return Address(_LONE[word])
    if len(rest) == 1 and word in NAMED:
        return Address(NAMED[word], name=rest[0])
    return Address("service", name=_unescape(word)) if not rest and word not in PAGE_WORDS else None


def _find_policy_page(parts: list[str]) -> Address | None:
    if len(parts) < 2 or parts[0] in PAGE_WORDS:
        return None
    at = next((index for index, part in enumerate(parts) if index > 1 and part in PAGE_INNER), len(parts))
    policy, word, rest = "/".join(map(_unescape, parts[:at])), parts[at : at + 1], parts[at + 1 :]
    if not word:
        return Address("policy", policy)
    if not rest:
        return Address(SHELVES[word[0]], policy) if word[0] in SHELVES else None
    return Address(INNER[word[0]], policy, rest[0]) if len(rest) == 1 and word[0] in INNER else None


def _unescape(part: str) -> str:
    return part.removeprefix(PAGE_ESCAPE)
