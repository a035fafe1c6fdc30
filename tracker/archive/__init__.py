"""The archive: model objects <-> one SQLite file. Knows how to keep things, not how to read, compare or rate them."""

from tracker.archive.opening import Archive, open_archive

__all__ = ["Archive", "open_archive"]
