"""The pipeline for one policy: take in captures -> read -> screen -> judge -> compare -> record -> tell.

A joint, where rooms meet. Nothing here knows HTML, SQL or mail; `now` is passed in.
"""

from tracker.track.derive import Derived, Tell, derive_policy, rebuild_policy
from tracker.track.pool import reading_pool
from tracker.track.recording import record_captures

__all__ = ["Derived", "Tell", "derive_policy", "reading_pool", "rebuild_policy", "record_captures"]
