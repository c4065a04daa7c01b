"""The built dataset on disk: where it stands, how a new one takes the place of the old.

    dataset/
      current → versions/1f3a…        a link, replaced in one step
      versions/1f3a…/ftz-graph.nq     canonical N-Quads; the folder's name is the beginning of their SHA-256
                     store/           the embedded store
                     names.json       the search index
                     report.json      counts and the results of the checks

A build writes into a folder of its own and turns the link at the end, so a build that fails or is killed changes nothing.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
from dataclasses import dataclass
from functools import cached_property
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from graph.errors import DatasetError
from graph.store import EmbeddedStore

KEPT = 2


@dataclass(frozen=True)
class Dataset:
    """One built version.

    Args:
        folder: its folder under ``versions``.
    """

    folder: Path

    @classmethod
    def current(cls, home: Path) -> Dataset:
        """The version that is in force.

        Raises:
            DatasetError: nothing has been built yet, or its folder is gone.
        """
        folder = (home / "current").resolve()
        if not (folder / "report.json").is_file():
            raise DatasetError(f"No dataset at {home}; run 'ftz build' first.")
        return cls(folder)

    @property
    def nquads(self) -> Path:
        """The dataset as canonical N-Quads."""
        return self.folder / "ftz-graph.nq"

    @property
    def store_folder(self) -> Path:
        """The folder of the embedded store."""
        return self.folder / "store"

    @cached_property
    def report(self) -> dict[str, Any]:
        """Counts, digest and the results of the checks, as computed at build."""
        report: dict[str, Any] = json.loads((self.folder / "report.json").read_text(encoding="utf-8"))
        return report

    @cached_property
    def names(self) -> list[dict[str, Any]]:
        """The search index: see :mod:`graph.names`."""
        names: list[dict[str, Any]] = json.loads((self.folder / "names.json").read_text(encoding="utf-8"))
        return names

    def hold(self) -> TextIOWrapper:
        """Keep later builds from clearing this version away, as long as the returned file is open."""
        report = (self.folder / "report.json").open(encoding="utf-8")
        fcntl.flock(report, fcntl.LOCK_SH)
        return report

    def open(self) -> EmbeddedStore:
        """The embedded store, read-only."""
        return EmbeddedStore(self.store_folder)


def put_in_force(home: Path, draft: Path, version: str) -> Dataset:
    """Make a finished draft folder the current version and clear away all but the newest few.

    Args:
        home: the dataset's folder.
        draft: the folder the build has written, under ``home``.
        version: name of the version.
    """
    versions = home / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    final = versions / version
    if final.exists():
        # The same content is there already: servers may have it open, so the store stays and the rest is renewed.
        for name in ("names.json", "report.json"):
            (draft / name).replace(final / name)
        shutil.rmtree(draft)
    else:
        draft.replace(final)
    link = home / f"current.{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("versions") / version)
    link.replace(home / "current")
    os.utime(final)
    old = sorted((p for p in versions.iterdir() if p != final), key=lambda p: p.stat().st_mtime, reverse=True)
    for path in old[KEPT - 1 :]:
        with contextlib.suppress(OSError), (path / "report.json").open() as report:
            fcntl.flock(report, fcntl.LOCK_EX | fcntl.LOCK_NB)  # fails while a server holds the version
            shutil.rmtree(path, ignore_errors=True)
    return Dataset(final)
