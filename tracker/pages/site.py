"""A record -> a folder of pages for any static host: whole or not at all, and only what is new is made anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, as_completed
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from tracker.ask.facts import ask_kinds
from tracker.ask.record import OpenRecord
from tracker.ask.topic import list_topic_slugs
from tracker.pages.addresses import Address, PageKind
from tracker.pages.files import PageWriter
from tracker.pages.page import SiteFrame
from tracker.pages.painting import ASSETS, read_asset, revise_assets, revise_templates
from tracker.pages.policy_files import write_policy
from tracker.pages.swap import MARK, build_beside, read_mark, take_over
from tracker.pages.words import read_texts, write_shards
from tracker.values import Struct, asdict

FORM: Final = 1
"""Counts the forms that the built files have had, templates apart: another makes every page anew."""

OpenFor = Callable[[], AbstractContextManager[OpenRecord]]
"""Opens the record; it must be one that another process can call."""


class SiteOptions(Struct, frozen=True):
    """What a person may say of a site: where it will stand, and whether pictures are drawn for who shares a change."""

    base_url: str | None = None
    with_pictures: bool = False

    @property
    def around(self) -> SiteFrame:
        return SiteFrame(self.base_url, revision=revise_assets(), has_pictures=self.with_pictures)


class Built(Struct, frozen=True):
    """What a build did: all pages and files there are now, how many of the files are new or other than before, and the
    policies that were made anew."""

    pages: int
    files: int
    changed: int
    policies: tuple[str, ...]


def build_site(
    open_record: OpenFor,
    folder: Path,
    options: SiteOptions,
    *,
    executor: Executor,
    advance: Callable[[int, int], None] = lambda _done, _total: None,
) -> Built:
    """Bring a folder up to the record. Policies are made by the executor's processes, each by itself.

    Raises UsageError for a folder with foreign files or one that cannot be written; the old site stands then.
    """
    before = read_mark(folder)
    with open_record() as record:
        states = state_policies(record, options)
        known: Mapping[str, Any] = before.get("policies", {})
        made = tuple(policy for policy, state in states.items() if known.get(policy, {}).get("state") != state)
        top = _digest([states, state_top(record, options)])
        if before and not made and before.get("top") == top and set(known) == set(states):
            return Built(before["pages"], before["files"], 0, ())
        with build_beside(folder) as stage:
            writer = PageWriter(stage, folder.absolute(), options.around)
            kept = {policy: known[policy] for policy in states if policy not in made}
            for one in kept.values():
                for name in one["names"]:
                    take_over(folder.absolute() / name, stage / name)
            jobs = {policy: (open_record, policy, stage, folder.absolute(), options.around) for policy in made}
            parts = {**kept, **{policy: asdict(one) for policy, one in _run(executor, jobs, advance)}}
            parts = {policy: {**parts[policy], "state": state} for policy, state in states.items()}
            write_top(writer, record, parts)
            pages = writer.pages + sum(one["pages"] for one in parts.values())
            files = len(writer.names) + sum(len(one["names"]) for one in parts.values())
            changed = writer.changed + sum(parts[policy]["changed"] for policy in made)
            mark = {"tracker": FORM, "top": top, "pages": pages, "files": files, "policies": parts}
            (stage / MARK).write_text(json.dumps(mark), "utf-8")
    return Built(pages, files, changed, made)


def _run(
    executor: Executor, jobs: Mapping[str, tuple[Any, ...]], advance: Callable[[int, int], None]
) -> Iterator[tuple[str, Any]]:
    waiting: dict[Future[Any], str] = {executor.submit(write_policy, *job): policy for policy, job in jobs.items()}
    advance(0, len(jobs))
    for done, future in enumerate(as_completed(waiting), start=1):
        yield waiting[future], future.result()
        advance(done, len(jobs))


# --- what pages were made from --------------------------------------------------------------------------------


def state_policies(record: OpenRecord, options: SiteOptions) -> dict[str, str]:
    """For each policy a word that is another whenever anything its pages show is."""
    spread = record.archive.sentences.spread_states()
    shared = [FORM, asdict(options), revise_assets(), revise_templates(), record.dead_after, record.texts, record.held]
    return {
        policy: _digest(
            [
                *(*shared, name, repr(record.watched.get(policy))),
                *(record.archive.overviews.state(policy), spread.get(policy)),
            ]
        )
        for policy, name in record.names.items()
    }


def state_top(record: OpenRecord, options: SiteOptions) -> list[object]:
    """The same of the pages over all policies."""
    alerts = record.archive.outbox.count_states()
    down = [outage.channel for outage in record.archive.outbox.outages()]
    looks = sorted((policy, str(at)) for policy, at in record.next_looks.items())
    return [
        asdict(options),
        record.texts,
        record.held,
        sorted((state.value, count) for state, count in alerts.items()),
        down,
        looks,
    ]


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, default=str).encode()).hexdigest()[:20]


# --- pages over all policies ----------------------------------------------------------------------------------


def write_top(writer: PageWriter, record: OpenRecord, parts: Mapping[str, Mapping[str, Any]]) -> None:
    """Everything that belongs to no single policy: lists, topics, search, style, sitemap."""
    for address in list_top(record):
        writer.write_parts(record, address)
    for name in ASSETS:
        writer.write(f"assets/{name}", read_asset(name))
    write_index(writer, parts)
    base = writer.around.base_url
    if base:
        names = sorted({*writer.names, *(name for one in parts.values() for name in one["names"])})
        for name, text in write_sitemap(base, names).items():
            writer.write(name, text.encode())
    writer.write(".nojekyll", b"")  # GitHub Pages leaves out what begins with "_" where this file is missing


def list_top(record: OpenRecord) -> Iterator[Address]:
    lone: tuple[PageKind, ...] = (
        "home",
        "news",
        "policies",
        "topics",
        "search",
        "status",
        "about",
        "facts",
        "clusters",
    )
    yield from map(Address, lone)
    yield from (Address("service", name=one) for one in record.services)
    yield from (Address("tag", name=one) for one in record.tag_slugs)
    yield from (Address("topic", name=slug) for slug in list_topic_slugs(record.archive))
    yield from (Address("fact", name=kind.id) for kind in ask_kinds())


def write_index(writer: PageWriter, parts: Mapping[str, Mapping[str, Any]]) -> None:
    """The index of words, from what each policy's build left for it."""
    stems = [str(one["texts"]) for one in parts.values()]
    texts = [read_texts((writer.stage / "search" / f"{stem}.json").read_text("utf-8")) for stem in stems]
    for name, shard in write_shards(texts).items():
        writer.write(f"search/{name}.json", shard.encode())
    writer.write("search/policies.json", json.dumps({"policies": stems}).encode())


SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
SITEMAP_PAGES = 50_000
"""The most one sitemap may list (sitemaps.org)."""


def write_sitemap(base: str, names: Sequence[str]) -> dict[str, str]:
    """Every page by its address: one file, or several and a list of them."""
    pages = [name.removesuffix("index.html") for name in names if name.endswith("index.html") and "/side/" not in name]
    chunks = [pages[at : at + SITEMAP_PAGES] for at in range(0, len(pages), SITEMAP_PAGES)] or [[]]
    if len(chunks) == 1:
        return {"sitemap.xml": _list_urls("urlset", "url", base, chunks[0])}
    files = {f"sitemap-{number}.xml": _list_urls("urlset", "url", base, one) for number, one in enumerate(chunks, 1)}
    return files | {"sitemap.xml": _list_urls("sitemapindex", "sitemap", base, list(files))}


def _list_urls(outer: str, inner: str, base: str, names: Iterable[str]) -> str:
    lines = "".join(f"<{inner}><loc>{base}{quote(name)}</loc></{inner}>\n" for name in names)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{outer} xmlns="{SITEMAP}">\n{lines}</{outer}>\n'
