"""A configuration -> the executor that reads and compares: processes of this machine, or the workers of a cluster."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from tracker.config import Config
from tracker.track.cluster import ClusterSettings, cluster_pool
from tracker.track.pool import WorkPool, reading_pool


def choose_pool(config: Config) -> AbstractContextManager[WorkPool]:
    """What `[tracker] executor` names. Nothing is started or asked before there is something to read."""
    settings = config.tracker
    if settings.executor == "local" or settings.scheduler is None:
        return reading_pool(settings.workers)
    folder = config.path.parent if config.path else Path()
    files = (settings.scheduler_authority, settings.scheduler_certificate, settings.scheduler_key)
    authority, certificate, key = (folder / file if file else None for file in files)
    return cluster_pool(ClusterSettings(settings.scheduler, settings.workers or 1, authority, certificate, key))
