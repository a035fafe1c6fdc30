"""A place -> its configuration, for commands that need no database."""

from __future__ import annotations

from tracker.commands.options import Place
from tracker.config import Config, load_config


def read_config(place: Place) -> Config:
    """The configuration; an empty one where no file stands and nobody named one. Raises ConfigError."""
    if not place.is_named and not place.config_path.exists():
        return Config()
    return load_config(place.config_path)
