"""Reading the fact files: which files there are, their quads, and where in them a thing is said.

ontology/*.ttl                  what can be said           → graph/ontology
graph/registry/*.ttl            who and what there is      → graph/registry
graph/passages/*.ttl            where each passage stands  → graph/registry
graph/statements/*/*.trig       what documents say         → the passages' graphs; outside them (types, labels) → graph/registry
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from graph.errors import CurationError
from ontology.namespaces import GRAPH_ONTOLOGY, GRAPH_REGISTRY, PASSAGE, short

REGISTRY = ox.NamedNode(GRAPH_REGISTRY)
ONTOLOGY = ox.NamedNode(GRAPH_ONTOLOGY)


@dataclass(frozen=True)
class Sources:
    """The folders that hold the facts.

    Args:
        root: the folder with ``ontology/`` and ``graph/`` in it.
    """

    root: Path

    @classmethod
    def shipped(cls) -> Sources:
        """The project's own facts."""
        return cls(Path(__file__).resolve().parent.parent)

    @property
    def passages_folder(self) -> Path:
        """Where the sealed passages stand, a file a document."""
        return self.root / "graph" / "passages"

    @property
    def shapes(self) -> Path:
        """The SHACL shapes."""
        return self.root / "ontology" / "shapes" / "shapes.ttl"

    def files(self) -> list[Path]:
        """All fact files in a fixed order."""
        return [
            *sorted((self.root / "ontology").glob("*.ttl")),
            *sorted((self.root / "graph" / "registry").glob("*.ttl")),
            *sorted(self.passages_folder.glob("*.ttl")),
            *sorted((self.root / "graph" / "statements").glob("*/*.trig")),
        ]

    def newest(self) -> float:
        """Time of the latest change to anything a build depends on, in seconds since the epoch: facts, checks, code, folders."""
        floors = [self.root / floor for floor in ("ontology", "graph")]
        paths = [path for floor in floors for path in [floor, *floor.rglob("*")] if "__pycache__" not in path.parts]
        return max(path.stat().st_mtime for path in paths if not (path.is_dir() and (path / "__pycache__").exists()))

    def quads(self) -> Iterator[ox.Quad]:
        """All quads of all files, each in the graph it belongs to.

        Raises:
            CurationError: a file that cannot be read or parsed, with its line.
        """
        for path in self.files():
            yield from self._read(path)

    def statement_quads(self, document: str) -> Iterator[ox.Quad]:
        """The quads of one document's statement files."""
        for path in sorted((self.root / "graph" / "statements" / document).glob("*.trig")):
            yield from self._read(path)

    def _read(self, path: Path) -> Iterator[ox.Quad]:
        home = ONTOLOGY if path.parent.name == "ontology" else REGISTRY
        for quad in parse(path):
            if isinstance(quad.graph_name, ox.DefaultGraph):
                yield ox.Quad(quad.subject, quad.predicate, quad.object, home)
            elif quad.graph_name.value.startswith(PASSAGE):
                yield quad
            else:
                raise CurationError(
                    path,
                    self.locate(quad.graph_name.value, [path])[1],
                    f"<{quad.graph_name.value}> is no passage; name the graph passage:DOCUMENT.START-END (ftz cite finds it).",
                )

    def locate(self, iri: str, files: Iterable[Path] | None = None) -> tuple[Path, int | None]:
        """The first file and line in which an IRI is written, whole or as a prefixed name.

        Returns:
            The file and the line, from 1; the project's root and None if it is written nowhere.
        """
        pattern = re.compile(
            "|".join(rf"(?<![\w:/-]){re.escape(form)}(?![\w/-]|\.\w)" for form in {f"<{iri}>", short(iri)})
        )
        by_hand = [p for p in self.files() if p.parent != self.passages_folder]
        for path in [*by_hand, *self.passages_folder.glob("*.ttl")] if files is None else files:
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if pattern.search(line) and not line.startswith("@prefix"):
                    return path, number
        return self.root, None


def parse(path: Path) -> Iterator[ox.Quad]:
    """The quads of one Turtle or TriG file; blank nodes get names of their own.

    Raises:
        CurationError: with the line of the mistake.
    """
    try:
        yield from ox.parse(path=path, rename_blank_nodes=True)
    except SyntaxError as error:
        raise CurationError(path, error.lineno, f"{error.msg}; mend the syntax.") from None
    except (OSError, ValueError) as error:
        raise CurationError(path, None, f"cannot be read: {error}") from None
