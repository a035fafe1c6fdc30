"""The sightings of one policy, in order -> the believed steps from text to text, each told or held with its reason.

A walk over the record with two hands: the text that is believed, and a candidate that was seen but not yet again.
A candidate is believed when a later look still holds it: the same text, or another text in which its changes persist
(three edits in a row are all told). Recorded versions come from an archive that looked twice a day and wrote down only
changes: there, having stood for two days is having been seen again, and the last one counts as it is. So do files that
a person imports by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from tracker.believe.candidate import CandidateText, name_text
from tracker.believe.doubts import ACCEPT_AFTER, DoubtRun, find_stood, name_doubt
from tracker.believe.lasting import Standing, has_stood_long, rejoin
from tracker.believe.memory import NO_SUBSTANCE, Memory
from tracker.believe.persisting import Compare, leads_to
from tracker.believe.rebasing import RECORDED_VERSIONS
from tracker.believe.surroundings import Weigh, set_aside
from tracker.model import Comparison, Event, HeldBecause, Judgement, Sighting, Verdict
from tracker.values import Struct, field, replace

_CHOSEN: Final = RECORDED_VERSIONS | {"files"}  # captures that an archive or a person picked out, each once
_STOOD: Final = timedelta(days=2)
"""88 % of the states that blink in recorded histories live two days at most."""
_OTHER_LANGUAGE: Final = "the page came in another language, or in the spelling of another region"


def judge_sightings(
    sightings: Sequence[Sighting],
    *,
    compare: Compare,
    accepted: frozenset[int] = frozenset(),
    refused: frozenset[int] = frozenset(),
    accept_after: int = ACCEPT_AFTER,
    weigh: Weigh | None = None,
) -> tuple[Judgement, ...]:
    """All steps in order of observation. `compare(old_hash, new_hash)` must be cheap to call again (cached).

    `weigh` lays to the site what the record knows of it (None: nothing is known).
    `accepted` and `refused` hold the seqs of sightings a person decided on: an accepted text is believed at once
    whatever the doubt, a refused one never. A judgement with neither `confirmed_at` nor a final reason
    (UNCONFIRMED) may be judged otherwise when more is seen.
    """
    ordered = sorted(sightings, key=lambda one: (one.observed_at, one.seq))
    walk = _Walk(compare, accepted, refused, accept_after, DoubtRun(accept_after), find_stood(ordered), weigh)
    for sighting in ordered:
        if sighting.text_hash is not None:
            walk.see(sighting)
    return walk.finish()


class _Walk(Struct):
    compare: Compare
    accepted: frozenset[int]
    refused: frozenset[int]
    accept_after: int
    doubts: DoubtRun
    stood: frozenset[int] = frozenset()
    weigh: Weigh | None = None
    believed: Sighting | None = None
    standing: Standing | None = None
    candidate: CandidateText | None = None
    judgements: list[Judgement] = field(default_factory=list)
    memory: Memory = field(default_factory=Memory)
    quarantined: set[str] = field(default_factory=set)
    refused_texts: set[str] = field(default_factory=set)
    outgrown: set[str] = field(default_factory=set)
    last_seen: dict[str, Sighting] = field(default_factory=dict)

    def see(self, sighting: Sighting) -> None:
        """Take one sighting into account."""
        if self._is_doubted(sighting):
            self._quarantine(sighting)
            return
        self.doubts.end()
        self.last_seen[name_text(sighting)] = sighting
        if sighting.screened is None and self.believed is not None and self.believed.screened is None:
            self.outgrown.clear()
        if sighting.text_hash in self.refused_texts:
            return
        if self.believed is None:
            self.believed = sighting
            self.standing = Standing(name_text(sighting), sighting.observed_at)
            self.memory.known.enter(name_text(sighting), sighting.observed_at)
            return
        self._tell_lasting(sighting)
        self._settle(sighting)
        if sighting.text_hash == self.believed.text_hash:
            self.believed = sighting  # a text that two sources agree on settles a change of source, too
        elif self.candidate is None and sighting.text_hash not in self.refused_texts:
            self.candidate = CandidateText(sighting, sighting, self.believed)
            if sighting.seq in self.accepted:
                self._believe(sighting)

    def finish(self) -> tuple[Judgement, ...]:
        """The judgements, with a last candidate held as unconfirmed (or believed, in a recorded history)."""
        if self.candidate is not None:
            if self.candidate.first.source_kind in _CHOSEN:
                self._believe(self.candidate.last)
            elif self.believed is not None and self._is_another_document(self.believed, self.candidate):
                self._hold(self.candidate, HeldBecause.QUARANTINED, "another document stands at this address")
            else:
                self._hold(self.candidate, HeldBecause.UNCONFIRMED, "not seen again yet")
        last, standing = self.believed, self.standing
        if last is not None and standing is not None and last.source_kind in _CHOSEN and standing.is_flapping:
            self._tell_ending(last)
        return tuple(sorted(self.judgements, key=lambda one: (one.observed_at, one.new_seq)))

    def _tell_lasting(self, sighting: Sighting) -> None:
        """Tell of a state that was held as flapping and has stood until now."""
        believed, standing = self.believed, self.standing
        assert believed is not None and standing is not None
        if self.candidate is not None:
            until = self.candidate.first  # it stood until then at most
        else:
            is_seen = sighting.text_hash == believed.text_hash or believed.source_kind in _CHOSEN
            until = sighting if is_seen else believed
        if standing.is_lasting(until.observed_at):
            self._tell_held(sighting)

    def _tell_ending(self, last: Sighting) -> None:
        """Tell of the state that a recorded history ends with: nothing came after it. One that went time and again
        will go again."""
        if not self.memory.known.is_regular(name_text(last), last.observed_at):
            self._tell_held(last)

    def _tell_held(self, sighting: Sighting) -> None:
        """Tell of the state that was held, as from when it came."""
        believed, standing = self.believed, self.standing
        assert believed is not None and standing is not None and standing.held is not None
        held = self.judgements[standing.held]
        if self.memory.volatile.counts_on(self.compare(standing.told, held.new_hash)):
            standing.tell(name_text(believed))  # a counter at rest is no news
            return
        self.judgements = rejoin(self.judgements, standing.held)
        if held.held_because is HeldBecause.LANGUAGE_SWITCH:
            self.judgements[standing.held] = replace(held, is_believed=True)
        elif (verdict := self.compare(standing.told, held.new_hash).verdict) is not Verdict.UNCHANGED:
            is_news = verdict is Verdict.SUBSTANTIVE
            told = replace(
                self._start_at(standing.told, held),
                held_because=None if is_news else HeldBecause.COSMETIC,
                reason="was held back when it came, and stands since" if is_news else NO_SUBSTANCE,
                confirmed_at=sighting.observed_at,
                is_believed=True,
                site_part=None,
            )
            if held.old_hash == standing.told:
                self.judgements[standing.held] = told
            else:  # subscribers know another text than the one that stood between: that step stays as it was
                self.judgements.append(replace(told, is_echo=True))
        standing.tell_lasting(name_text(believed))

    def _settle(self, sighting: Sighting) -> None:
        """Decide on the candidate in the light of the next sighting."""
        candidate, believed = self.candidate, self.believed
        if candidate is None or believed is None:
            return
        if sighting.text_hash == candidate.first.text_hash:
            self.candidate = candidate = replace(candidate, last=sighting, looks=candidate.looks + 1)
            if candidate.looks >= self.accept_after or not self._is_another_document(believed, candidate):
                self._believe(sighting)
        elif candidate.first.source_kind in _CHOSEN and sighting.observed_at - candidate.first.observed_at >= _STOOD:
            self._believe(sighting)
        elif sighting.text_hash == believed.text_hash:
            self._hold(candidate, HeldBecause.FLAPPING, "gone at the next look")
            forth = self.compare(name_text(believed), name_text(candidate.first))
            self.memory.visits.glimpse(forth, candidate.first.observed_at)
            self.memory.known.count_excursion(name_text(candidate.first), candidate.first.observed_at)
        elif leads_to(
            name_text(believed),
            name_text(candidate.first),
            name_text(sighting),
            self.compare,
            is_months_later=has_stood_long(candidate.first, sighting),
        ):
            self.candidate = candidate = replace(candidate, last=sighting, looks=candidate.looks + 1)
            if candidate.looks >= self.accept_after or not self._is_another_document(believed, candidate):
                self._believe(sighting)
        elif self.memory.volatile.counts_on(forth := self.compare(name_text(believed), name_text(candidate.first))):
            self._believe(sighting)  # a counter at work: the next figure undoes none
        else:
            self._hold(candidate, HeldBecause.FLAPPING, "mostly undone at the next look")
            self.memory.volatile.learn_unsettled(forth, candidate.first.observed_at)

    def _is_another_document(self, believed: Sighting, candidate: CandidateText) -> bool:
        """Whether nothing of the believed text is left: more looks must say so before it is a new edition."""
        if candidate.first.source_kind in _CHOSEN:
            return False
        return self.compare(name_text(believed), name_text(candidate.first)).event is Event.DOCUMENT_REPLACED

    def _believe(self, confirming: Sighting) -> None:
        """Advance to the candidate, confirmed by a sighting, and record the step told or held."""
        candidate, believed = self.candidate, self.believed
        assert candidate is not None
        assert believed is not None
        self.candidate = None
        if candidate.first.seq in self.refused:
            self.refused_texts.add(name_text(candidate.first))
            self._hold(candidate, HeldBecause.REFUSED, "refused by a person")
            return
        for judgement in self._judge_step(believed, candidate, confirming):
            self._take(judgement)
        self.memory.known.enter(name_text(candidate.first), candidate.first.observed_at)
        self.believed = candidate.first
        if candidate.first.screened is None:
            self.outgrown.clear()

    def _take(self, judged: Judgement) -> None:
        """Append a confirmed step and let what is believed go on by it."""
        assert self.standing is not None
        self.judgements.append(self.standing.place(judged))
        self.standing.note_step(len(self.judgements) - 1, judged)

    def _judge_step(self, believed: Sighting, candidate: CandidateText, confirming: Sighting) -> list[Judgement]:
        old_hash, new_hash = name_text(believed), name_text(candidate.first)
        comparison = self.compare(old_hash, new_hash)
        step = candidate.describe(old_hash, confirming)
        if comparison.event is Event.LANGUAGE_SWITCH:
            switch = replace(step, held_because=HeldBecause.LANGUAGE_SWITCH, reason=_OTHER_LANGUAGE)
            return [switch, *self._catch_up(step, comparison)]
        step = replace(step, reverts_to=self.memory.known.first_seen(new_hash))
        step, weighed = set_aside(step, comparison, self.memory.visits, self.weigh)
        held, reason = self.memory.judge(step, believed, candidate.first, weighed)
        self.memory.learn(step, comparison)
        if comparison.verdict is Verdict.UNCHANGED:
            return []
        return [self._tell_from_known(replace(step, held_because=held, reason=reason))]

    def _tell_from_known(self, step: Judgement) -> Judgement:
        """A step that is told, from the text that subscribers know: what changed in silence is told with it."""
        standing = self.standing
        if standing is None or not standing.is_aside or step.held_because is not None:
            return step
        if step.new_hash == standing.told:
            return replace(step, held_because=HeldBecause.FLAPPING, reason="back to the text that was told last")
        whole = self.compare(standing.told, step.new_hash)
        if whole.event is Event.LANGUAGE_SWITCH or whole.verdict is Verdict.UNCHANGED:
            return step
        step, whole = set_aside(self._start_at(standing.told, step), whole, self.memory.visits, self.weigh)
        if whole.verdict is Verdict.SUBSTANTIVE:
            return step
        standing.tell(standing.told)
        return replace(step, held_because=HeldBecause.COSMETIC, reason=NO_SUBSTANCE)

    def _start_at(self, old_hash: str, step: Judgement) -> Judgement:
        """The same step from another text: from the last look that showed it, unless it has blinked since."""
        step, last = replace(step, old_hash=old_hash, site_part=None), self.last_seen[old_hash]
        if last.observed_at >= step.observed_at:
            return step
        return replace(step, old_seq=last.seq, previous_at=last.observed_at)

    def _catch_up(self, step: Judgement, switch: Comparison) -> list[Judgement]:
        """After a switch back to a language seen before: what changed since the text in it that was told last, or else
        the last one."""
        known = [self.standing.told] if self.standing is not None else []
        for earlier in dict.fromkeys([*known, *self.memory.known.recent()]):
            if earlier == step.new_hash:
                return []
            comparison = self.compare(earlier, step.new_hash)
            if comparison.event is None and comparison is not switch and comparison.verdict is Verdict.SUBSTANTIVE:
                step = self._start_at(earlier, step)
                return [replace(step, reason="changed while the page came in another language or spelling")]
            if comparison.event is not Event.LANGUAGE_SWITCH:
                return []
        return []

    def _hold(self, candidate: CandidateText, why: HeldBecause, reason: str) -> None:
        step = candidate.describe(name_text(candidate.before), None)
        self.judgements.append(replace(step, held_because=why, reason=reason))
        self.candidate = None

    def _is_doubted(self, sighting: Sighting) -> bool:
        if sighting.screened is None or sighting.seq in self.accepted:
            return False
        if sighting.text_hash in (
            self.believed and self.believed.text_hash,
            self.candidate and self.candidate.first.text_hash,
        ):
            return False
        kind = name_doubt(sighting.screened)
        if kind in self.outgrown:
            return False  # the document that was doubted for this is the believed one
        if not self.doubts.note(name_text(sighting), sighting.screened) and sighting.seq not in self.stood:
            return True
        self.outgrown.add(kind)
        return False

    def _quarantine(self, sighting: Sighting) -> None:
        """Record a doubted text once; it neither confirms nor undoes anything."""
        if self.believed is None or sighting.text_hash in self.quarantined:
            return
        self.quarantined.add(name_text(sighting))
        step = CandidateText(sighting, sighting, self.believed).describe(name_text(self.believed), None)
        why = HeldBecause.REFUSED if sighting.seq in self.refused else HeldBecause.QUARANTINED
        self.judgements.append(replace(step, held_because=why, reason=sighting.screened))
