"""`tracker import warc`: WARC and WACZ files -> observations of the policies whose pages they hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import click

from tracker.archive import Archive
from tracker.capture.importers.addresses import AddressBook, Wanted, book_policy
from tracker.capture.importers.exported import ExportedPolicy
from tracker.capture.importers.warc import Found, WarcImport, are_successive, survey
from tracker.capture.warc import Damage
from tracker.commands.clock import read_clock
from tracker.commands.configured import read_config
from tracker.commands.database import open_record
from tracker.commands.imported import finish_import, handle_import
from tracker.commands.options import Place, PolicyIdType, json_option, place_options
from tracker.commands.speaking import complain
from tracker.commands.surprises import Surprises
from tracker.config import Config
from tracker.errors import ImportSourceError, UsageError
from tracker.track.ahead import work_ahead
from tracker.track.engine import choose_pool
from tracker.track.recording import AT_ONCE, record_look
from tracker.values import Struct, field

MOST_LINES = 20
"""Records that could not be taken are named one by one up to so many."""


@click.command("warc")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True), metavar="FILE...")
@click.option("--as", "policy", metavar="POLICY", type=PolicyIdType(), help="The policy whose pages they hold.")
@click.option("--url", "urls", multiple=True, metavar="URL", help="With --as: an address it has or had.")
@click.option("--match", is_flag=True, help="Every policy of config.toml whose addresses they hold.")
@json_option
@place_options
def import_warc(
    *, files: tuple[Path, ...], policy: str | None, urls: tuple[str, ...], match: bool, as_json: bool, place: Place
) -> int:
    """Import archive files: WARC (plain, gzipped, zstd) and WACZ, also those that `tracker export warc` wrote.

    Taken are the captures of a policy's addresses, those it had (`was`) among them, and what they were redirected to
    at the time. An exported file needs neither --as nor --match: it says itself what it holds.

    \b
    Examples:
      tracker import warc crawl-2021.warc.gz crawl-2022.warc.gz --match
      tracker import warc terms.wacz --as acme/terms --url https://acme.example/terms
      tracker import warc exported.warc.gz

    Exit status 1 when a record could not be taken; each is named, and the others still come.
    """
    if policy and match:
        raise UsageError("--as and --match exclude each other", hint="--as names one policy, --match takes all")
    if urls and not policy:
        raise UsageError("--url says which addresses --as POLICY has", hint="add --as POLICY")
    config = read_config(place)
    book = make_book(config, policy, urls, match=match)
    if policy and not book:
        book = find_addresses(files, policy)
    accepted = {status for one in config.policies for status in one.accept_status}
    reading = WarcImport(book, config.fetch.max_bytes, frozenset(accepted))
    surprises = Surprises("cannot import")
    with closing(reading), open_record(place) as archive, choose_pool(config) as pool:
        taken = Taken(archive, policy)
        for file in files:
            with surprises.kept_to(str(file)):
                taken.take_file(reading, file)
        if not taken.added:
            raise nothing_found(reading, policy)
        choose = partial(handle_import, archive, config, pool=pool)
        for name, handling in work_ahead(archive, taken.added, choose, executor=pool, now=read_clock()):
            with surprises.kept_to(name):
                finish_import(archive, name, taken.added[name], handling, as_json=as_json)
    return max(surprises.status, taken.end())


class Taken(Struct):
    """What was recorded of archive files: how many looks were new, by policy; `damaged` counts what was not taken."""

    archive: Archive
    policy: str | None
    added: dict[str, int] = field(default_factory=dict)
    damaged: int = 0
    _called: dict[str, str] = field(default_factory=dict)

    def take_file(self, reading: WarcImport, file: Path) -> None:
        """Record the looks of one file, a few in each transaction."""
        looks = self._pass_by(reading.read(file))
        while batch := [found for _, found in zip(range(AT_ONCE), looks, strict=False)]:
            with self.archive.write():
                for found in batch:
                    policy = self._called.get(found.policy, found.policy)
                    self.archive.policies.ensure(policy, at=read_clock())
                    is_new = record_look(self.archive, policy, found.look, now=read_clock())
                    self.added[policy] = self.added.get(policy, 0) + is_new

    def end(self) -> int:
        """Say how much was not named one by one; the exit status."""
        if self.damaged > MOST_LINES:
            complain(f"and {self.damaged - MOST_LINES:,} more records that could not be taken")
        return int(self.damaged > 0)

    def _pass_by(self, items: Iterator[Found | ExportedPolicy | Damage]) -> Iterator[Found]:
        for item in items:
            if isinstance(item, Found):
                yield item
            elif isinstance(item, ExportedPolicy):
                self._know(item)
            else:
                self.damaged += 1
                if self.damaged <= MOST_LINES:
                    complain(item)

    def _know(self, said: ExportedPolicy) -> None:
        """Take over what an export says of a policy that nothing is known of here; under --as it has that name.

        Raises ImportSourceError where --as names one policy and the file holds several.
        """
        if self.policy:
            if self.policy in self._called.values() and said.policy not in self._called:
                raise ImportSourceError("this file holds several policies", hint="leave --as out: they keep their ids")
            self._called[said.policy] = self.policy
        policy = self._called.get(said.policy, said.policy)
        if not self.archive.policies.has(policy):
            self.archive.policies.ensure(policy, said.name, at=read_clock())
            self.archive.policies.set_settings(policy, said.settings, at=read_clock())


def make_book(config: Config, policy: str | None, urls: Sequence[str], *, match: bool) -> AddressBook:
    """Whose pages are looked for."""
    book = AddressBook()
    for watched in config.policies:
        if match or watched.id == policy:
            book_policy(book, watched.id, watched.addresses, watched.was)
    for url in urls:
        book.add(url, Wanted(policy or ""))
    return book


def find_addresses(files: Sequence[Path], policy: str) -> AddressBook:
    """The addresses of a policy of which nothing else says any: all that the files hold, where they hold but one, or
    one after the other. Raises ImportSourceError where several were there at one time."""
    book = AddressBook()
    spans = survey(files)
    if spans is None:
        return book
    if not are_successive(list(spans.values())):
        often = sorted(spans, key=lambda address: -spans[address].count)
        message = f"these files hold {len(spans):,} pages, such as {', '.join(often[:3])}"
        raise ImportSourceError(message, hint=f"say with --url which of them is {policy}")
    for address in spans:
        book.add(address, Wanted(policy))
    return book


def nothing_found(reading: WarcImport, policy: str | None) -> ImportSourceError:
    """Why nothing was taken: which pages the files hold instead."""
    others = reading.others
    if not others:
        return ImportSourceError("these files hold no page at all that could be taken")
    shown = ", ".join(address for address, _ in others.most_common(3))
    what = f'no page of "{policy}"' if policy else "no page that was asked for"
    hint = f"they hold {len(others):,} other pages, such as {shown}"
    return ImportSourceError(f"these files hold {what}", hint=hint if reading.book else f"{hint}: name --as or --match")
