"""`tracker like POLICY CLAUSE|CHANGE_SET`: a clause or a change -> who else says the same, and since when."""

from __future__ import annotations

import click

from tracker.ask.change_sets import find_change_set
from tracker.ask.like import ask_like_clause, find_clusters
from tracker.ask.policies import choose_policy
from tracker.commands.database import open_record
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.speaking import print_record
from tracker.commands.terminal import print_lines
from tracker.model import Cluster, Twin
from tracker.publish.across_contract import cluster_record, twin_record
from tracker.publish.clusters import describe_cluster
from tracker.publish.spans import Line, Role, Span, trim_words
from tracker.publish.times import format_day

SHOWN_WORDS = 40
NOBODY = "Nobody else says the same."


@click.command()
@click.argument("policy")
@click.argument("what", metavar="CLAUSE|CHANGE_SET")
@json_option
@place_options
def command(*, policy: str, what: str, as_json: bool, place: Place) -> int:
    """Tell who else says the same: of a change set, the sentences that came to or went from other policies too; of a
    clause, the clauses that stand elsewhere with much the same words.

    Exit status 1 when nobody does.

    \b
    Examples:
      tracker like zoom/terms-of-service 4f1c20ab93d7
      tracker like zoom/terms-of-service "Limitation of Liability"
    """
    with open_record(place, read_only=True) as archive:
        policy = choose_policy(archive, policy)
        change_set = find_change_set(archive, what)
        clusters = find_clusters(archive, change_set) if change_set and change_set.policy == policy else ()
        twins = () if change_set else ask_like_clause(archive, policy, what)
    if as_json:
        for record in (*map(cluster_record, clusters), *map(twin_record, twins)):
            print_record(record)
    else:
        lines = [line for cluster in clusters for line in format_cluster(cluster)]
        lines += [line for twin in twins for line in format_twin(twin)]
        print_lines(lines or [Line((Span(NOBODY, Role.QUIET),))])
    return 0 if clusters or twins else 1


def format_cluster(cluster: Cluster) -> list[Line]:
    """The sentence, in how many policies, then each place."""
    role = Role.INSERTED if cluster.side == "inserted" else Role.DELETED
    lines = [
        Line((Span(" ".join(trim_words(cluster.sentence, SHOWN_WORDS)), role),)),
        Line((Span(f"{describe_cluster(cluster)}  {cluster.id}", Role.QUIET),), 1),
    ]
    return [*lines, *(line for twin in cluster.twins for line in format_place_of(twin)), Line()]


def format_twin(twin: Twin) -> list[Line]:
    return [*format_place_of(twin), Line((Span(" ".join(trim_words(twin.text, SHOWN_WORDS))),), 2)]


def format_place_of(twin: Twin) -> list[Line]:
    """The policy and place, how much of the words is shared, and the change that brought them."""
    when = f"{format_day(twin.observed_at.date())}  {twin.change_set}" if twin.change_set else "stands"
    share = "the same words" if twin.share == 1 else f"{twin.share:.0%} of its words in runs"
    return [Line((Span(twin.policy, Role.TITLE), Span(f"  {twin.label}  "), Span(f"{when}  {share}", Role.QUIET)), 1)]
