"""Checks of the model and the facts: queries that must return nothing.

Each file of ``graph/checks`` says in its head what the problem is and what to do, and returns ``?subject`` (what is
wrong) and ``?detail``. What OWL and SHACL say of shapes and consistency is checked by ``graph.shapes`` and ``graph.reasoner``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from graph.errors import CurationError
from graph.sources import Sources
from graph.store import select
from ontology.namespaces import short

FOLDER = Path(__file__).parent / "checks"


@dataclass(frozen=True)
class Check:
    """One check: its name, what its rows mean, what to do about them, and the query that finds them."""

    name: str
    problem: str
    remedy: str
    query: str

    @classmethod
    def read(cls, path: Path) -> Check:
        """A check from its file.

        Raises:
            ValueError: the head lacks ``problem`` or ``remedy``, or holds anything else.
        """
        query = path.read_text(encoding="utf-8")
        head = dict(line[2:].strip().split(": ", 1) for line in query.splitlines() if line.startswith("#+"))
        if set(head) != {"problem", "remedy"}:
            raise ValueError(f"{path}: the head of a check says 'problem' and 'remedy', not {sorted(head)}")
        return cls(path.stem, head["problem"], head["remedy"], query)


def all_checks() -> list[Check]:
    """The checks of the folder, by name."""
    return [Check.read(path) for path in sorted(FOLDER.glob("*.rq"))]


def run(store: ox.Store, sources: Sources, limit: int = 20) -> list[CurationError]:
    """Run all checks over asserted quads (default graph = their union).

    Args:
        store: named graphs and, in the default graph, each of their triples once.
        sources: where to look for file and line of a mistake.
        limit: at most so many mistakes a check.
    """
    mistakes = []
    for check in all_checks():
        for index, row in enumerate(select(store, check.query)):
            if index == limit:
                break
            subject = row["subject"]
            path, line = sources.locate(subject.value)
            mistakes.append(
                CurationError(
                    path,
                    line,
                    f"{short(subject.value)} {check.problem} ({_shorten(row['detail'].value)}); {check.remedy}. [{check.name}]",
                )
            )
    return mistakes


def _shorten(detail: str) -> str:
    """A detail with its IRIs in short."""
    return " ".join(short(word) if word.startswith("http") else word for word in detail.split(" "))
