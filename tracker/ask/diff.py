"""Two versions as a person names them -> what changed between them."""

from __future__ import annotations

from datetime import datetime

from tracker.across.comparing import compare_with_facts
from tracker.archive import Archive
from tracker.ask.change_sets import CHANGE_SET_ID, find_change_set
from tracker.ask.moments import VersionName, find_version
from tracker.ask.policies import choose_policy
from tracker.errors import NotFoundError
from tracker.model import ChangeSet, Version, VersionDiff


def ask_diff(
    archive: Archive, policy: str, old: VersionName | None = None, new: VersionName | None = None, *, now: datetime
) -> VersionDiff:
    """What changed between two versions, each named by a number, a date or the id of the change set that brought it;
    without `new` up to the text that stands, without `old` from the text before. The id of a change set in place of
    the policy names both its sides. Raises NotFoundError, UsageError."""
    if change_set := find_change_set(archive, policy):
        before, after = (_find_side(archive, change_set, is_new=is_new) for is_new in (False, True))
    else:
        policy = choose_policy(archive, policy)
        after = archive.versions.latest(policy) if new is None else _find_version(archive, policy, new, now=now)
        before = find_predecessor(archive, after) if old is None else _find_version(archive, policy, old, now=now)
    return VersionDiff(
        after.policy, before, after, compare_with_facts(before.reading, after.reading, archive.topic_sets.own())
    )


def _find_version(archive: Archive, policy: str, named: VersionName, *, now: datetime) -> Version:
    """Digits alone are a version's number or a date ("20230807"), and no beginning of an id."""
    if isinstance(named, str) and CHANGE_SET_ID.match(named) and not named.isdigit():
        return _find_side(archive, archive.change_sets.get(policy, named), is_new=True)
    return find_version(archive.versions, policy, named, now=now)


def _find_side(archive: Archive, change_set: ChangeSet, *, is_new: bool) -> Version:
    judgement = change_set.judgement
    try:
        return archive.versions.with_hash(change_set.policy, judgement.new_hash if is_new else judgement.old_hash)
    except NotFoundError as error:
        hint = f"`tracker show {change_set.id}` shows what was seen"
        raise NotFoundError(f"a text of change set {change_set.id} was never believed", hint=hint) from error


def find_predecessor(archive: Archive, version: Version) -> Version:
    """The text that a version came after when it last came. Raises NotFoundError for the first."""
    for judgement in reversed(archive.change_sets.judgements(version.policy)):
        if judgement.new_hash == version.text_hash:
            return archive.versions.at(version.policy, judgement.previous_at)
    message = f'"{version.policy}" has no version before the one of {version.first_seen_at:%Y-%m-%d}'
    raise NotFoundError(message, hint="nothing has changed since the first look")
