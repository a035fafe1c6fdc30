"""The pipeline for one policy: take in captures -> read -> screen -> judge -> compare -> record -> tell.

A joint, where rooms meet. Nothing here knows HTML, SQL or mail; `now` is passed in.
"""

from tracker.track.derive import Craft, Derived, Handling, Tell, derive_policy, note_failure, rebuild_policy
from tracker.track.pool import reading_pool
from tracker.track.recording import record_captures, record_look, record_looks

__all__ = [
    "Craft",
    "Derived",
    "Handling",
    "Tell",
    "derive_policy",
    "note_failure",
    "reading_pool",
    "rebuild_policy",
    "record_captures",
    "record_look",
    "record_looks",
]
