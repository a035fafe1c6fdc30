"""`tracker search QUERY`: words -> where they stand, came in or went out, in all policies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import click

from tracker.ask.search import CHANGED, SearchBounds, ask_search, bring_near, count_hits, find_loose_words
from tracker.commands.clock import parse_day
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, pager_option, place_options
from tracker.commands.speaking import complain, print_record, print_sheet
from tracker.commands.terminal import page_lines
from tracker.errors import UsageError
from tracker.model import SearchHit, SearchSide
from tracker.publish.lines import count_words
from tracker.publish.search_contract import search_count_record, search_record
from tracker.publish.sheet import HIT_COLUMNS, hit_row, write_rows
from tracker.publish.spans import Line, Role, Span
from tracker.publish.times import format_moment

SIDE_WORDS: dict[SearchSide, str] = {
    "now": "stands",
    "first": "stood from the first look",
    "inserted": "came in",
    "deleted": "went out",
}


@click.command()
@click.argument("query", nargs=-1, required=True, metavar="QUERY")
@click.option("--inserted", is_flag=True, help="Where the words came in by a change.")
@click.option("--deleted", is_flag=True, help="Where the words went out.")
@click.option("--first", is_flag=True, help="Where the words stood from the first look on.")
@click.option("--now", is_flag=True, help="Where the words stand now. [default]")
@click.option("--policy", metavar="POLICY", help="Only in this policy.")
@click.option("--since", metavar="DATE", help="Only what came after DATE; without a side, in or out.")
@click.option("--until", metavar="DATE", help="Only what came until the end of DATE.")
@click.option("--topic", "topics", multiple=True, metavar="TOPIC", help="Only in changes of this topic: ai-training.")
@click.option("--near", type=click.IntRange(1, 100), metavar="N", help="The words within N words of each other.")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="At most so many a side.")
@click.option("--count", is_flag=True, help="Only how many there are, policy by policy.")
@click.option("--csv", "as_csv", is_flag=True, help="A spreadsheet: one row a hit.")
@pager_option
@json_option
@place_options
def command(
    *,
    query: tuple[str, ...],
    inserted: bool,
    deleted: bool,
    first: bool,
    now: bool,
    policy: str | None,
    since: str | None,
    until: str | None,
    topics: tuple[str, ...],
    near: int | None,
    limit: int,
    count: bool,
    as_csv: bool,
    as_json: bool,
    place: Place,
) -> int:
    """Find words in all policies. Words are stemmed, and all must be there.

    \b
    "AI training"            a phrase
    licen*                   a beginning
    a OR b, a AND b, a NOT b, (a OR b) c
    a NEAR b, NEAR(a b, 5)   within ten words of each other, or five
    C++, AT&T, 50%           such signs must be there as well

    \b
    Examples:
      tracker search '"AI training" OR "machine learning"'
      tracker search --first --inserted artificial intelligence
      tracker search --deleted arbitration --policy zoom/terms-of-service
      tracker search --inserted --near 8 train model content
      tracker search 'train* NEAR model*' --since 2023-01-01 --csv > hits.csv

    Exit status 1 when nothing is found.
    """
    if as_csv + as_json > 1 or (count and as_csv):
        raise UsageError("--csv and --json or --count exclude each other")
    asked = SearchBounds(policy, parse_day(since), parse_day(until), topics)
    is_dated = bool(since or until or topics)
    sides = choose_sides(inserted=inserted, deleted=deleted, first=first, now=now, is_dated=is_dated)
    words = " ".join(query) if near is None else bring_near(" ".join(query), near)
    with open_record(place, read_only=True) as archive:
        if count:
            return show_counts(count_hits(archive, words, sides=sides, bounds=asked), as_json=as_json)
        hits = ask_search(archive, words, sides=sides, bounds=asked, limit=limit + 1)
        loose = None if hits else find_loose_words(archive, words, sides=sides, bounds=asked)
    shown, is_cut = cut_sides(hits, limit)
    show_hits(shown, as_csv=as_csv, as_json=as_json)
    if is_cut:
        complain(f"only the first {limit} of a side are shown: --limit shows more, --count counts them")
    if loose:
        complain(f"no such phrase, but its words are there: tracker search {loose}")
    return 0 if hits else 1


def choose_sides(*, inserted: bool, deleted: bool, first: bool, now: bool, is_dated: bool) -> tuple[SearchSide, ...]:
    """The sides asked for, else where the words stand; what has a date or a topic came in or went out."""
    asked: dict[SearchSide, bool] = {"first": first, "inserted": inserted, "deleted": deleted, "now": now}
    sides = tuple(side for side, is_asked in asked.items() if is_asked)
    return sides or (CHANGED if is_dated else ("now",))


def cut_sides(hits: Sequence[SearchHit], limit: int) -> tuple[list[SearchHit], bool]:
    """At most so many hits of each side, and whether there are more."""
    seen: Counter[str] = Counter()
    shown = []
    for hit in hits:
        seen[hit.side] += 1
        shown += [hit] if seen[hit.side] <= limit else []
    return shown, len(shown) < len(hits)


def show_hits(hits: Sequence[SearchHit], *, as_csv: bool, as_json: bool) -> None:
    if as_csv:
        print_sheet(write_rows([HIT_COLUMNS, *map(hit_row, hits)]))
    elif as_json:
        for hit in hits:
            print_record(search_record(hit))
    else:
        page_lines(format_hits(hits))


def format_hits(hits: Sequence[SearchHit]) -> Iterator[Line]:
    """The hits one after another, or that there are none."""
    if not hits:
        yield Line((Span("Nothing found.", Role.QUIET),))
    for hit in hits:
        yield from format_hit(hit)


def format_hit(hit: SearchHit) -> tuple[Line, ...]:
    """Where, since when and by which change; then the words."""
    when = f"{SIDE_WORDS[hit.side]}, seen {format_moment(hit.observed_at)}"
    named = "  ".join(part for part in (hit.clause, when, hit.change_set) if part)
    return (
        Line((Span(hit.policy, Role.TITLE), Span(f"  {hit.label}  ", Role.LABEL), Span(named, Role.QUIET)), hang=1),
        Line((Span(hit.excerpt),), 1),
    )


def show_counts(counts: Sequence[tuple[SearchSide, str, int]], *, as_json: bool) -> int:
    """Print how many hits there are, policy by policy; the exit status."""
    if as_json:
        for side, policy, hits in counts:
            print_record(search_count_record(side, policy, hits))
    else:
        policies = {policy for _, policy, _ in counts}
        total = count_words(sum(hits for _, _, hits in counts), "hit")
        told = f"{total} in {count_words(len(policies), 'policy', 'policies')}"
        page_lines([*map(format_count, counts), Line((Span(told, Role.QUIET),))])
    return 0 if counts else 1


def format_count(count: tuple[SearchSide, str, int]) -> Line:
    side, policy, hits = count
    return Line((Span(f"{hits:>6}  "), Span(policy, Role.TITLE), Span(f"  {SIDE_WORDS[side]}", Role.QUIET)))
