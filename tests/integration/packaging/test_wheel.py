"""The wheel that the image installs, built from the files that the image copies."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the Dockerfile copies for the build, links kept as links."""
    folder = tmp_path_factory.mktemp("sources")
    build_stage = (ROOT / "Dockerfile").read_text(encoding="utf-8").split("\nFROM ")[1]
    for line in re.findall(r"^COPY (.+)$", build_stage, flags=re.MULTILINE):
        for name in line.split()[:-1]:
            if (ROOT / name).is_dir():
                unwanted = shutil.ignore_patterns("__pycache__", "*.pyc")
                shutil.copytree(ROOT / name, folder / name, symlinks=True, ignore=unwanted)
            else:
                shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def wheel(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in the wheel."""
    target = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-index"]
    subprocess.run(
        [*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", str(target), str(sources)], check=True
    )
    (built,) = target.glob("topicwire-*.whl")
    return set(zipfile.ZipFile(built).namelist())


def test_wheel_carries_every_file_of_the_packages(sources: Path, wheel: set[str]) -> None:
    wanted = {
        str(path.relative_to(sources))
        for package in ("bot", "adapters")
        for path in (sources / package).rglob("*")
        if path.is_file()
    }
    assert wanted - wheel == set()


def test_wheel_carries_the_shipped_watchlists_themselves(sources: Path, wheel: set[str]) -> None:
    shipped = {f"bot/shipped_watchlists/{path.name}" for path in (sources / "watchlists").glob("*.toml")}
    assert shipped <= wheel


def test_wheel_carries_neither_tests_nor_papers(wheel: set[str]) -> None:
    assert {name.split("/")[0] for name in wheel if ".dist-info/" not in name} == {"bot", "adapters"}
