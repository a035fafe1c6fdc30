"""Declarations in the form of Open Terms Archive -> policies as config.toml has them, and how each was read before.

`NAME.json` declares the documents of a service, `NAME.history.json` what was declared before, each until a date;
`NAME.filters.js` holds functions in JavaScript, which are named and not taken. What is not understood is listed.
https://docs.opentermsarchive.org/terms/
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from tracker.config import PolicySettings
from tracker.errors import ImportSourceError
from tracker.model import ReadingSettings, parse_range
from tracker.names import make_slug
from tracker.values import Struct, field

SERVICE_KEYS: Final = frozenset({"name", "terms", "documents", "images", "importedFrom"})
FORMER_NAMES: Final = {
    "location": "fetch",
    "contentSelectors": "select",
    "content": "select",
    "noiseSelectors": "remove",
}
"""Keys of older declarations and what they are called now."""

PAGE_KEYS: Final = frozenset({"fetch", "select", "remove", "executeClientScripts", "combine", "validUntil"})
SAID: Final = frozenset({"id", "name", "fetch", "combine", "select", "remove", "browser"})
"""Keys of config.toml that a declaration can say."""

BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Declared(Struct, frozen=True):
    """One document: its policy, how it was read until which moments, oldest first, and what was not taken over."""

    policy: PolicySettings
    former: tuple[tuple[datetime, ReadingSettings], ...] = ()
    left_out: tuple[str, ...] = ()

    def settings_by_date(self) -> Iterator[tuple[datetime, ReadingSettings]]:
        """From when on it was read how, oldest first, down to how it is read now."""
        begins_at = BEGINNING
        for until, settings in self.former:
            yield begins_at, settings
            begins_at = until
        yield begins_at, self.policy.reading_settings()


class _Page(Struct):
    """What one declaration of a document comes to."""

    addresses: list[str] = field(default_factory=list)
    select: list[str] = field(default_factory=list)
    remove: list[str] = field(default_factory=list)
    browser: bool = False
    left_out: list[str] = field(default_factory=list)


def read_declarations(path: Path) -> Iterator[Declared | ImportSourceError]:
    """The documents that a folder's files, or one file, declare; an error in place of a file that declares none.

    Raises ImportSourceError where there is no declaration at all.
    """
    files = [path] if path.is_file() else sorted(path.rglob("*.json"))
    files = [file for file in files if is_declaration(file)]
    if not files:
        raise ImportSourceError(f"no declarations in {path}", hint="they are files such as 'Zoom.json'")
    for file in files:
        try:
            yield from read_service(file)
        except ImportSourceError as error:
            yield error


def is_declaration(file: Path) -> bool:
    """Whether a file may declare a service: "Zoom.json", and not "Zoom.history.json" nor a package's own."""
    return not file.name.endswith((".history.json", ".filters.json")) and file.name not in (
        *("package.json", "package-lock.json", "metadata.json", "config.json"),
    )


def read_service(file: Path) -> Iterator[Declared]:
    """The documents of one service. Raises ImportSourceError: no JSON, no declaration."""
    said = read_json(file)
    terms = said.get("terms", said.get("documents"))
    if not isinstance(terms, Mapping) or not terms:
        raise ImportSourceError(f"{file.name} declares no terms")
    service = str(said.get("name") or file.stem)
    history_file = file.with_name(f"{file.stem}.history.json")
    history = read_json(history_file) if history_file.exists() else {}
    odd = [f"{key} of the service" for key in said if key not in SERVICE_KEYS]
    for kind, declared in terms.items():
        if isinstance(declared, Mapping):
            before = history.get(kind, ())
            page, title = read_page(declared), (service, file.stem, kind)
            page.left_out[:0] = odd
            yield make_declared(title, page, before if isinstance(before, list) else ())
        else:
            raise ImportSourceError(f"{file.name}: '{kind}' is no declaration")


def make_declared(title: tuple[str, str, str], page: _Page, before: Sequence[Any]) -> Declared:
    """One document, with its former declarations; its title is the service's name, its file's, and what it is."""
    service, stem, kind = title
    left_out = list(page.left_out)
    former: list[tuple[datetime, ReadingSettings]] = []
    was: list[str] = []
    for one in before:
        until = read_until(one)
        if until is None:
            left_out.append("a former declaration without a date (validUntil)")
            continue
        earlier = read_page(one)
        left_out += [f"{what} (until {until:%Y-%m-%d})" for what in earlier.left_out]
        former.append((until, ReadingSettings(select=tuple(earlier.select), remove=tuple(earlier.remove))))
        was += [address for address in earlier.addresses[:1] if address not in (*page.addresses, *was)]
    policy = PolicySettings(
        id=f"{make_slug(stem)}/{make_slug(kind)}",
        name=f"{service} {kind}",
        fetch=page.addresses[0] if page.addresses else None,
        combine=tuple(page.addresses[1:]),
        select=tuple(page.select),
        remove=tuple(page.remove),
        browser=True if page.browser else None,
        was=tuple(was),
    )
    return Declared(policy, tuple(sorted(former, key=lambda one: one[0])), tuple(dict.fromkeys(left_out)))


def read_page(said: Mapping[str, Any]) -> _Page:
    """One declaration, with all pages that it combines; selectors of single pages hold for all of them here."""
    page = _Page()
    known = rename_keys(said)
    pages = [part for part in known.get("combine") or () if isinstance(part, Mapping)] or [known]
    for part in pages:
        named = rename_keys(part)
        if isinstance(address := named.get("fetch"), str):
            page.addresses.append(address)
        page.browser |= bool(named.get("executeClientScripts", known.get("executeClientScripts")))
        for key, kept in (("select", page.select), ("remove", page.remove)):
            for selector in list_selectors(named.get(key)) or list_selectors(known.get(key)):
                words = selector if isinstance(selector, str) else say_range(selector)
                if words is None:
                    page.left_out.append(f"{key}: the range {json.dumps(selector)}")
                elif words not in kept:
                    kept.append(words)
        page.left_out += describe_rest(named)
    if not page.addresses:
        page.left_out.append("it declares no address (fetch)")
    return page


def say_range(said: Mapping[str, Any]) -> str | None:
    """A range as `select` and `remove` take it: "before #terms .. after #end"; None for what is none."""
    starts, stops = (
        [f"{word} {said[key]}" for word in ("before", "after") if isinstance(said.get(key := side + word.title()), str)]
        for side in ("start", "end")
    )
    return f"{starts[0]} .. {stops[0]}" if len(said) == 2 and starts and stops else None


def read_range(said: str) -> str | dict[str, str]:
    """A selector as a declaration has it: a range as its two ends."""
    asked = parse_range(said)
    if asked is None:
        return said
    start = "startBefore" if asked.starts_before else "startAfter"
    return {start: asked.start, "endBefore" if asked.ends_before else "endAfter": asked.end}


def rename_keys(said: Mapping[str, Any]) -> dict[str, Any]:
    """A declaration under the keys of today."""
    return {FORMER_NAMES.get(key, key): value for key, value in said.items()}


def list_selectors(said: object) -> list[Any]:
    """A selector, a range or a list of both as a list."""
    if said is None:
        return []
    return [one for one in (said if isinstance(said, list) else [said]) if isinstance(one, (str, Mapping))]


def describe_rest(said: Mapping[str, Any]) -> Iterator[str]:
    """What of a declaration has no place in config.toml."""
    for key, value in said.items():
        if key in ("filter", "filters"):
            names = ", ".join(one if isinstance(one, str) else json.dumps(one) for one in list_selectors(value))
            yield f"filter: {names}"
        elif key not in PAGE_KEYS:
            yield f"{key}: {json.dumps(value)[:60]}"


def read_until(said: object) -> datetime | None:
    """Until when a former declaration held, a day being its midnight; None where it does not say."""
    if not isinstance(said, Mapping) or not isinstance(said.get("validUntil"), str):
        return None
    try:
        moment = datetime.fromisoformat(said["validUntil"])
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def read_json(file: Path) -> Mapping[str, Any]:
    """The object that a file holds. Raises ImportSourceError."""
    try:
        said = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ImportSourceError(f"{file.name} cannot be read: {error}") from error
    if not isinstance(said, Mapping):
        raise ImportSourceError(f"{file.name} declares no terms")
    return said


def write_service(policies: Sequence[tuple[str, str, PolicySettings]]) -> tuple[str, list[str]]:
    """The declaration of one service's (service, kind, policy), and what of them it cannot say."""
    left_out: list[str] = []
    terms: dict[str, Any] = {}
    for _, kind, policy in policies:
        selectors = {key: one_or_many(getattr(policy, key)) for key in ("select", "remove") if getattr(policy, key)}
        scripts = {"executeClientScripts": True} if policy.browser else {}
        addresses = policy.addresses
        if len(addresses) == 1:
            terms[kind] = {"fetch": addresses[0], **selectors, **scripts}
        else:
            terms[kind] = {"combine": [{"fetch": one, **selectors, **scripts} for one in addresses]}
        plain = PolicySettings(id=policy.id)
        for key in (key for key in policy.__struct_fields__ if key not in SAID):
            if getattr(policy, key) != getattr(plain, key):
                left_out.append(f"{policy.id}: {key}")
    text = json.dumps({"name": policies[0][0], "terms": terms}, ensure_ascii=False, indent=2)
    return f"{text}\n", left_out


def one_or_many(selectors: Sequence[str]) -> object:
    said = [read_range(selector) for selector in selectors]
    return said[0] if len(said) == 1 else said
