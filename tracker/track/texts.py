"""Text hashes -> readings and comparisons of one derivation, each made once and kept in the archive."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor

from tracker.across.alike import mark_changes
from tracker.archive import Archive
from tracker.archive.derivations import Derivation
from tracker.model import Comparison, Reading
from tracker.track.jobs import Compare, Pair, compare_or_explain
from tracker.track.pool import count_in_flight

KEPT_READINGS = 12
KEPT_COMPARISONS = 400


class UnweighableError(Exception):
    """A text on which comparing or screening failed in a way nobody foresaw; `texts` are the hashes of those it was
    about. The record is then weighed without it, never stopped by it."""

    def __init__(self, texts: tuple[str, ...], reason: str) -> None:
        super().__init__(reason)
        self.texts = texts
        self.reason = reason


class Texts:
    """The texts of a derivation by hash. Keeps a bounded number at hand, whatever the length of the history.

    `made` are comparisons that were made elsewhere. `compare` and `compare_ahead` raise UnweighableError for a pair
    that cannot be compared.
    """

    def __init__(
        self,
        archive: Archive,
        derivation: Derivation,
        compare: Compare,
        made: Mapping[Pair, Comparison] | None = None,
    ) -> None:
        self._made = made or {}
        self.archive = archive
        self._compare = compare
        self.derivation = derivation
        self.rows = dict(archive.versions.ids(derivation))
        self._readings: OrderedDict[str, Reading] = OrderedDict()
        self._comparisons: OrderedDict[Pair, Comparison] = OrderedDict()
        self._compared = archive.comparisons.pairs(derivation)

    def reading(self, text_hash: str) -> Reading:
        if text_hash not in self._readings:
            self._readings[text_hash] = self.archive.versions.reading(self.rows[text_hash])
        self._readings.move_to_end(text_hash)
        while len(self._readings) > KEPT_READINGS:
            self._readings.popitem(last=False)
        return self._readings[text_hash]

    def compare(self, old_hash: str, new_hash: str) -> Comparison:
        """What differs between two texts: at hand, or as the archive has it, or made now and kept."""
        pair = (old_hash, new_hash)
        if pair not in self._comparisons:
            row = self._compared.get(self._versions(pair))
            if row is None:
                self._keep(pair, self._made.get(pair) or self._make(pair))
            else:
                self._comparisons[pair] = self.archive.comparisons.get(row)
        self._comparisons.move_to_end(pair)
        while len(self._comparisons) > KEPT_COMPARISONS:
            self._comparisons.popitem(last=False)
        return self._comparisons[pair]

    def comparison_row(self, old_hash: str, new_hash: str) -> int:
        """Where the archive keeps a comparison; it is made now where it is missing."""
        if self._versions((old_hash, new_hash)) not in self._compared:
            self.compare(old_hash, new_hash)
        return self._compared[self._versions((old_hash, new_hash))]

    def is_compared(self, pair: Pair) -> bool:
        """Whether `compare` would find this pair made already."""
        return pair in self._made or self._versions(pair) in self._compared

    def compare_ahead(self, pairs: Iterable[Pair], executor: Executor) -> None:
        """Make the comparisons of these pairs in parallel, so that `compare` finds them."""
        waiting = []
        most = count_in_flight(executor)
        for pair in pairs:
            if self.is_compared(pair):
                continue
            old, new = self.reading(pair[0]), self.reading(pair[1])
            waiting.append((pair, executor.submit(compare_or_explain, self._compare, old, new)))
            if len(waiting) >= most:
                oldest, future = waiting.pop(0)
                self._keep(oldest, future.result())
        for pair, future in waiting:
            self._keep(pair, future.result())

    def _make(self, pair: Pair) -> Comparison | str:
        return compare_or_explain(self._compare, self.reading(pair[0]), self.reading(pair[1]))

    def _keep(self, pair: Pair, comparison: Comparison | str) -> None:
        if isinstance(comparison, str):
            raise UnweighableError(pair, comparison)
        old, new = self._versions(pair)
        with self.archive.write():
            self.archive.derivations.hold(self.derivation)
            marks = mark_changes(comparison.changes, self.derivation.policy)
            self._compared[old, new] = self.archive.comparisons.add(self.derivation, old, new, comparison, marks)
        self._comparisons[pair] = comparison

    def _versions(self, pair: Pair) -> tuple[int, int]:
        return self.rows[pair[0]], self.rows[pair[1]]
