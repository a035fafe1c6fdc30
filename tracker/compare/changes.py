"""Two readings -> what changed between them, clause by clause: the answer a careful lawyer would write down."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from tracker.compare.follow.migrated import trace_migrated
from tracker.compare.follow.ripples import mark_ripples
from tracker.compare.match.align import align_sections
from tracker.compare.match.events import detect_event
from tracker.compare.match.kinds import detect_kinds, find_carrier, stands_alike
from tracker.compare.match.order import find_moved
from tracker.compare.match.profile import Profile, profile_reading
from tracker.compare.match.translated import pair_by_position
from tracker.compare.redline.border_lines import leave_moves
from tracker.compare.redline.links import find_link_changes
from tracker.compare.redline.redlining import changed_runs, redline_texts
from tracker.compare.summary import SPELLING, summarize_changes
from tracker.compare.weigh.borders import drop_borders, settle_borders
from tracker.compare.weigh.cuts import leave_cuts
from tracker.compare.weigh.damage import settle_lost_characters
from tracker.compare.weigh.difference import forget_differences
from tracker.compare.weigh.foreign import settle_foreign
from tracker.compare.weigh.harmless import find_rule
from tracker.compare.weigh.holes import settle_holes
from tracker.compare.weigh.recut import settle_recuts
from tracker.compare.weigh.renamed import Renaming, find_renaming, lead_renaming
from tracker.compare.weigh.significance import find_doubled, rate_change
from tracker.compare.weigh.surroundings import PageEdges, lay_to_site, speaks_of
from tracker.compare.weigh.weighty import find_weighty
from tracker.model import (
    Change,
    Comparison,
    Event,
    Kind,
    Op,
    OwnTopic,
    Reading,
    Section,
    Significance,
    SiteEvidence,
    Verdict,
)
from tracker.text.canon import canon_body, canon_key, drop_signs, run_section
from tracker.text.language import is_same_language
from tracker.values import replace

Rows = Sequence[tuple[tuple[int, ...], tuple[int, ...]]]


def compare_readings(old: Reading, new: Reading, own: tuple[OwnTopic, ...] = ()) -> Comparison:
    """Everything that changed from `old` to `new`, ripples included; `verdict` UNCHANGED when no section did. `own` are
    topics that people added.

    A link that leads elsewhere is in `links_changed` and alone changes nothing. Deterministic.
    """
    before, after = profile_reading(old), profile_reading(new)
    event = detect_event(old, new, before, after)
    rows: Rows
    is_respelt = is_same_language(old.language, new.language)
    if event is Event.LANGUAGE_SWITCH and not is_respelt:
        rows = pair_by_position(before, after)
    elif event is Event.DOCUMENT_REPLACED:
        rows = [((profile.ordinal,), ()) for profile in before] + [((), (profile.ordinal,)) for profile in after]
    else:
        alignment = align_sections(before, after)
        rows = alignment.rows
        event = event or (Event.REWRITE if alignment.is_rewrite else None)
    carried = _carry_on(rows, before, after)
    changes = _list_changes(rows, before, after, carried, event, titles=(old.title, new.title))
    kept = _list_kept(rows, changes)
    renaming = find_renaming(changes, old, new) if event is None else Renaming()
    changes = mark_ripples(changes, before, after, carried, renaming.apply)
    if event is not Event.DOCUMENT_REPLACED:
        changes = trace_migrated(changes)
    remaining = frozenset(map(canon_body, new.sections)) if any(not one.new for one in changes) else frozenset()
    doubled = find_doubled(old.sections, new.sections) if any(not one.old for one in changes) else frozenset()
    changes = tuple(
        _rate(change, event, new.language, remaining, doubled, renaming=renaming, is_respelt=is_respelt, own=own)
        for change in changes
    )
    changes = lead_renaming(changes, renaming)
    if event is not Event.DOCUMENT_REPLACED:
        if event is not Event.LANGUAGE_SWITCH:
            changes = drop_borders(changes)
        changes = settle_lost_characters(settle_borders(changes, (old.title, new.title)), language=new.language)
        changes = settle_holes(settle_foreign(changes, language=new.language), language=new.language)
        changes = settle_recuts(changes, old.sections, new.sections, kept)
        changes = leave_cuts(lay_to_site(changes, PageEdges(old, new), language=new.language))
    verdict = _find_verdict(changes)
    if event is Event.REWRITE and verdict is Verdict.COSMETIC:
        event = None  # the wording is the same, however it is cut into clauses
    summary = summarize_changes(changes, event, verdict, new.language)
    _forget()
    return Comparison(
        verdict=verdict,
        changes=changes,
        event=event,
        summary=summary,
        links_changed=tuple(
            link for o, n in sorted(carried.items()) for link in find_link_changes(old.sections[o], new.sections[n])
        ),
        unchanged=len(rows) - len(changes),
        pairs=tuple(rows),
        language=new.language,
    )


def weigh_again(comparison: Comparison, old: Reading, new: Reading, evidence: SiteEvidence) -> Comparison:
    """A comparison of two readings, its changes without substance where the record lays them to the site."""
    if not any(speaks_of(evidence, one) for one in comparison.changes if one.significance is Significance.SUBSTANTIVE):
        return comparison
    edges = PageEdges(old, new, evidence)
    changes = lay_to_site(comparison.changes, edges, language=new.language)
    if changes == comparison.changes:
        _forget()
        return comparison
    verdict = _find_verdict(changes)
    summary = summarize_changes(changes, comparison.event, verdict, new.language)
    _forget()
    return replace(comparison, changes=changes, verdict=verdict, summary=summary)


def _forget() -> None:
    """Let go of what was kept between the steps of one comparison: the next one has other sections."""
    forget_differences()
    find_rule.cache_clear()
    find_weighty.cache_clear()


def _carry_on(rows: Rows, before: Sequence[Profile], after: Sequence[Profile]) -> dict[int, int]:
    """Old ordinal -> new ordinal of each clause that goes on, by the member that carries it in merges and splits."""
    carried = {}
    for olds, news in rows:
        if len(olds) == len(news) == 1:
            carried[olds[0]] = news[0]
        elif olds and news:
            old, new = find_carrier([before[o] for o in olds], [after[n] for n in news])
            carried[old.ordinal] = new.ordinal
    return carried


def _list_changes(
    rows: Rows,
    before: Sequence[Profile],
    after: Sequence[Profile],
    carried: Mapping[int, int],
    event: Event | None,
    *,
    titles: tuple[str | None, str | None],
) -> tuple[Change, ...]:
    moved = find_moved(before, after, carried) if event is not Event.LANGUAGE_SWITCH else frozenset()
    changes = []
    for olds, news in rows:
        old, new = [before[o] for o in olds], [after[n] for n in news]
        if len(old) == len(new) == 1 and new[0].ordinal not in moved and stands_alike(old[0], new[0]):
            continue
        kinds = detect_kinds(
            old, new, titles, has_moved=any(n in moved for n in news), same_parent=_share_parent(old, new, carried)
        )
        if event is Event.LANGUAGE_SWITCH:
            kinds = tuple(kind for kind in kinds if kind is not Kind.RENUMBERED) or kinds
        if kinds:
            changes.append(_draw_change(kinds, [p.section for p in old], [p.section for p in new]))
    return tuple(changes)


def _list_kept(rows: Rows, changes: Sequence[Change]) -> list[tuple[int, int]]:
    """The ordinals, old and new, of the clauses in which nothing changed; none of them moved."""
    changed = {one.ordinal for change in changes for one in change.old}
    return sorted((olds[0], news[0]) for olds, news in rows if olds and news and olds[0] not in changed)


def _share_parent(old: Sequence[Profile], new: Sequence[Profile], carried: Mapping[int, int]) -> bool:
    if not old or not new:
        return False
    old_parent, new_parent = old[0].section.parent, new[0].section.parent
    return (carried.get(old_parent) if old_parent is not None else None) == new_parent


def _draw_change(kinds: tuple[Kind, ...], old: Sequence[Section], new: Sequence[Section]) -> Change:
    """The redlines of one row: bodies of a side joined by a blank line, headings apart."""
    change = Change(kinds=kinds, old=tuple(old), new=tuple(new))
    if not old or not new:
        op, sections = (Op.INSERT, new) if new else (Op.DELETE, old)
        whole = tuple(part for section in sections for part in (section.heading, section.text) if part)
        ops = tuple((op, section.text) for section in sections if section.text)
        heading_ops = tuple((op, section.heading) for section in sections if section.heading)
        return replace(
            change, ops=ops, heading_ops=heading_ops, inserted=whole if new else (), deleted=() if new else whole
        )
    deleted: tuple[str, ...] = ()
    inserted: tuple[str, ...] = ()
    if Kind.RETITLED in kinds or _changes_headings(old, new):
        heading_ops = redline_texts(*_pick_headings(old, new))
        deleted, inserted = changed_runs(heading_ops)
        change = replace(change, heading_ops=heading_ops)
    if set(kinds) & {Kind.EDITED, Kind.MERGED, Kind.SPLIT}:
        ops = redline_texts("\n\n".join(one.text for one in old), "\n\n".join(one.text for one in new))
        change = replace(change, ops=ops)
        gone, came = changed_runs(leave_moves(change)) if Kind.EDITED in kinds else ((), ())
        deleted, inserted = deleted + gone, inserted + came
    return replace(change, deleted=deleted, inserted=inserted)


def _changes_headings(old: Sequence[Section], new: Sequence[Section]) -> bool:
    """Whether clauses that became one, or one that became several, lost or gained a heading: it is neither a heading
    nor words of the text on the other side."""
    return len(old) + len(new) > 2 and (_has_own_heading(old, new) or _has_own_heading(new, old))


def _has_own_heading(mine: Sequence[Section], other: Sequence[Section]) -> bool:
    said = "".join(map(run_section, other))
    return any(one.heading and drop_signs(canon_key(one.heading)) not in said for one in mine)


def _pick_headings(old: Sequence[Section], new: Sequence[Section]) -> tuple[str, str]:
    return (
        "\n".join(section.heading for section in old if section.heading),
        "\n".join(section.heading for section in new if section.heading),
    )


def _rate(
    change: Change,
    event: Event | None,
    language: str | None,
    remaining: Collection[tuple[str, ...]],
    doubled: Collection[tuple[str, tuple[str, ...]]],
    *,
    renaming: Renaming,
    is_respelt: bool,
    own: tuple[OwnTopic, ...],
) -> Change:
    if event is Event.LANGUAGE_SWITCH:
        reason = SPELLING if is_respelt else "language switch"
        return replace(change, significance=Significance.COSMETIC, reasons=(reason,))
    if event is Event.DOCUMENT_REPLACED:
        return replace(change, significance=Significance.SUBSTANTIVE, reasons=("another document",))
    significance, reasons = rate_change(
        change, language=language, remaining=remaining, doubled=doubled, is_explained=renaming.explains, own=own
    )
    return replace(change, significance=significance, reasons=reasons)


def _find_verdict(changes: Sequence[Change]) -> Verdict:
    if any(change.significance is Significance.SUBSTANTIVE for change in changes):
        return Verdict.SUBSTANTIVE
    return Verdict.COSMETIC if changes else Verdict.UNCHANGED
