"""`copytaster backup`, whatever the folder of the archive is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from copytaster.archive import Archive
from copytaster.commands.backup import copy_archive
from copytaster.settings import Settings
from tests.archive.make import accept, article


@pytest.mark.parametrize("name", ["desk #2", "100% local", "a%41", "Pressehaus Süd"])
def test_an_archive_in_a_folder_of_any_name(tmp_path: Path, name: str) -> None:
    settings = Settings(home=tmp_path / name)
    archive = Archive.open(settings.archive_url)
    archive.migrate()
    accept(archive, given := article())
    archive.close()
    copy_archive(settings, tmp_path / "copy.db")
    copy = Archive.open(f"sqlite:///{tmp_path / 'copy.db'}")
    assert copy.find(given.id) is not None
    copy.close()
