"""What a server keeps open between requests: another configuration is heeded at once, a broken one is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from records import PARCELS, write_record

from tracker.commands.live import LiveRecord
from tracker.commands.options import Place
from tracker.errors import ConfigError

POLICY = f'[[policy]]\nid = "{PARCELS}"\nfetch = "https://parcels.example/terms"\nname = "{{}}"\n'


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("live") / "t.db"
    write_record(path)
    return path


def test_another_configuration_is_heeded_at_once(database: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    ask = LiveRecord(Place(config, database))
    with ask() as record:
        assert record.watched == {}
    for name in ("Harbour Parcels", "Harbour and Parcels"):
        config.write_text(POLICY.format(name))
        with ask() as record:
            assert record.name_policy(PARCELS) == name
    config.write_text(POLICY.format('"'))
    with pytest.raises(ConfigError), ask():
        pass
    config.write_text(POLICY.format("Harbour Parcels"))
    with ask() as record:
        assert record.name_policy(PARCELS) == "Harbour Parcels"


def test_the_configuration_is_not_read_again(database: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(POLICY.format("Harbour Parcels"))
    ask = LiveRecord(Place(config, database))
    with ask() as first, ask() as second:
        assert first.watched is second.watched
