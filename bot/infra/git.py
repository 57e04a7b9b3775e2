"""A folder as it stood at a git revision: read from git's own store, the work tree is not touched."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ConfigError, Problem

GIT_TIMEOUT_S = 60.0
_SHOWN_COMMIT_CHARS = 10
_FILE_MODES = ("100644", "100755")
# A hook of another work tree is given these: without them git looks for the repository that the folder is in.
_ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE")


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderThen:
    """The files right in a folder, by path, and the commit they are of. A path names the revision as well."""

    commit: str
    files: Mapping[str, bytes]


def folder_at(revision: str, folder: Path, *, suffix: str) -> FolderThen:
    """Return the files of a folder, with names that end so, as they were at a revision.

    Args:
        folder: exists, and is in the work tree of a repository.

    Raises: ConfigError where there is no git, repository, revision or folder.
    """
    if revision.startswith("-"):
        raise _problem(revision, "is no revision")
    prefix = _git(folder, "rev-parse", "--show-prefix", of=revision).decode().strip()
    try:
        commit = _git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", of=revision)
    except ConfigError:
        message = (
            f"neither a folder nor a revision in the repository of {folder}; "
            "a shallow copy of it may have to fetch the revision first: git fetch origin main"
        )
        raise _problem(revision, message) from None
    name = commit.decode().strip()
    try:
        listed = _git(folder, "ls-tree", "--full-tree", "-z", f"{name}:{prefix.rstrip('/')}", of=revision)
    except ConfigError:
        raise _problem(revision, f"has no folder {prefix.rstrip('/')}") from None
    blobs = dict(_blobs(listed, suffix=suffix))
    texts = _contents(folder, list(blobs.values()), of=revision)
    files = {f"{revision}:{prefix or './'}{file}": data for file, data in zip(blobs, texts, strict=True)}
    return FolderThen(commit=name[:_SHOWN_COMMIT_CHARS], files=files)


def _blobs(listed: bytes, *, suffix: str) -> Sequence[tuple[str, str]]:
    """Return file name and blob id of each file in what ls-tree prints."""
    entries = (entry.partition(b"\t") for entry in listed.split(b"\0") if entry)
    return [
        (os.fsdecode(name), blob)
        for facts, _, name in entries
        for mode, _, blob in [facts.decode().split(" ")]
        if mode in _FILE_MODES and os.fsdecode(name).endswith(suffix)
    ]


def _contents(folder: Path, blobs: Sequence[str], *, of: str) -> list[bytes]:
    """Return what is in each blob: git answers with a line that ends in the size, then the content."""
    answer = _git(folder, "cat-file", "--batch", of=of, stdin="".join(f"{blob}\n" for blob in blobs))
    contents = []
    at = 0
    for _ in blobs:
        begins = answer.index(b"\n", at) + 1
        ends = begins + int(answer[at : begins - 1].rpartition(b" ")[2])
        contents.append(answer[begins:ends])
        at = ends + 1
    return contents


def _git(folder: Path, *arguments: str, of: str, stdin: str = "") -> bytes:
    try:
        done = subprocess.run(  # noqa: S603
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - the one that is installed
            input=stdin.encode(),
            capture_output=True,
            check=True,
            timeout=GIT_TIMEOUT_S,
            env=_environment(),
        )
    except FileNotFoundError:
        message = "is no folder, and to read a revision git must be installed, which it is not"
        raise _problem(of, message) from None
    except subprocess.TimeoutExpired:
        raise _problem(of, f"git did not answer within {GIT_TIMEOUT_S:g} s") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"]
        raise _problem(of, f"git cannot read it in {folder}: {said[0]}") from None
    return done.stdout


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    return kept | {"GIT_OPTIONAL_LOCKS": "0"}


def _problem(revision: str, message: str) -> ConfigError:
    return ConfigError((Problem(file=f"--against {revision}", where="", message=message),))
