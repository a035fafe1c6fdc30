"""What goes wrong with one of many policies or documents -> one line on stderr, and the others still come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tracker.commands.speaking import complain
from tracker.errors import ArchiveError, ClusterError, TrackerError, explain_bug
from tracker.values import Struct


class Surprises(Struct):
    """`what` begins the line: "cannot rebuild". `status` is the exit status of the run: 1 once something went wrong."""

    what: str
    status: int = 0

    @contextmanager
    def kept_to(self, name: str) -> Iterator[None]:
        """Keep what goes wrong inside to `name`. A database or a cluster that fails ends the run: it would fail all
        others, too."""
        try:
            yield
        except (ArchiveError, ClusterError):
            raise
        except TrackerError as error:
            self._tell(name, error)
        except OSError:  # a full disk, a closed pipe
            raise
        except Exception as error:
            self._tell(name, explain_bug(error, "the tracker failed on it"))

    def _tell(self, name: str, error: TrackerError) -> None:
        self.status = 1
        complain(f"{self.what} {name}: {error}")
