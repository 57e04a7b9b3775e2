"""Which files are read, where a new watchlist's file goes, and that nothing is written over."""

import pytest

from bot.errors import ConfigError
from bot.infra.watchlist_dir import load_watchlists, read_neighbours, write_new

KITES = 'name = "Kites"\nalias = [{ text = "World Kite League" }]\n'


def test_first_file_needs_no_folder_and_no_other_file(tmp_path):
    path, others = read_neighbours(tmp_path / "topics", "kites")
    assert (path, others) == (tmp_path / "topics" / "kites.toml", {})
    assert not path.parent.exists()
    write_new(path, KITES)
    assert path.read_text() == KITES


def test_neighbours_are_those_of_the_folder(tmp_path):
    write_new(tmp_path / "kites.toml", KITES)
    _, others = read_neighbours(tmp_path, "tea")
    assert [one.name for one in others.values()] == ["Kites"]


def test_file_that_is_there_is_refused_at_the_start_and_at_the_end(tmp_path):
    path = tmp_path / "kites.toml"
    write_new(path, KITES)
    with pytest.raises(ConfigError, match=r"kites\.toml: is there already"):
        read_neighbours(tmp_path, "kites")
    with pytest.raises(ConfigError, match="is there already"):
        write_new(path, "other")
    assert path.read_text() == KITES


def test_file_that_an_editor_of_windows_saved_is_read(tmp_path):
    (tmp_path / "kites.toml").write_bytes(b"\xef\xbb\xbf" + KITES.replace("\n", "\r\n").encode())
    (only,) = load_watchlists(tmp_path)
    assert only.name == "Kites"


def test_mistake_in_a_neighbour_is_told_before_anybody_is_asked(tmp_path):
    (tmp_path / "broken.toml").write_text("name = 7")
    with pytest.raises(ConfigError, match=r"broken\.toml: name"):
        read_neighbours(tmp_path, "kites")


def test_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "topics").write_text("a file")
    with pytest.raises(ConfigError, match="cannot be written"):
        write_new(tmp_path / "topics" / "kites.toml", KITES)
