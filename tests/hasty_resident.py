"""`tracker run` in a hurry, in the folder with config.toml: turns of a fifth of a second, half a second of grace.

python hasty_resident.py
"""

from __future__ import annotations

from pathlib import Path

from tracker.archive import open_archive
from tracker.commands.run import stay, write_logs
from tracker.config import load_config
from tracker.track.resident import Resident

if __name__ == "__main__":
    database = Path("snapshots/tracker.db").absolute()
    database.parent.mkdir(exist_ok=True)
    open_archive(database).close()
    write_logs(as_json=True)
    stay(Resident(database, load_config(Path("config.toml").absolute()), turn=0.2, grace=0.5))
