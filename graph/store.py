"""The store: one small interface, and its embedded make.

What the floors above may ask is :class:`Store`; ``EmbeddedStore`` is its make so far: Oxigraph, read-only, on the built
dataset. Its default graph holds every triple once; named graphs say which passage says it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from graph.errors import DatasetError
from ontology.namespaces import GRAPH_REGISTRY, PASSAGE

_REGISTRY = ox.NamedNode(GRAPH_REGISTRY)

Term = ox.NamedNode | ox.BlankNode | ox.Literal
Row = dict[str, Term]


def select(store: ox.Store, query: str) -> list[ox.QuerySolution]:
    """The solutions of a SELECT query over a store in memory."""
    solutions = store.query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    return list(solutions)


class Store(Protocol):
    """What the floors above may ask."""

    def select(self, query: str, bindings: Mapping[str, Term] | None = None) -> list[Row]:
        """Solutions of a SELECT query, a dict a row (unbound variables left out).

        Args:
            query: SPARQL 1.1 SELECT.
            bindings: values for variables that the query projects, by name without ``?``; never pasted into its text.
        """

    def describe(self, entity: str) -> list[ox.Triple]:
        """All triples of the default graph that have the entity as subject."""

    def evidence(self, triple: ox.Triple) -> list[str]:
        """IRIs of the passages that say a triple, in the order of their names; empty if it is inferred or the registry's."""

    def in_registry(self, triple: ox.Triple) -> bool:
        """Whether the curators' registry says a triple."""

    def said_by(self, passage: str) -> list[ox.Triple]:
        """What a passage says."""


class EmbeddedStore:
    """Oxigraph on a folder of the built dataset, read-only.

    Args:
        folder: the store's folder.

    Raises:
        DatasetError: there is no store in the folder, or it is damaged.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._store = ox.Store.read_only(str(folder))
        except (OSError, ValueError) as error:
            raise DatasetError(f"No store can be opened at {folder} ({error}); run 'ftz build'.") from None

    def select(self, query: str, bindings: Mapping[str, Term] | None = None) -> list[Row]:
        """See :meth:`Store.select`."""
        substitutions: dict[ox.Variable, Term | ox.Triple] = {
            ox.Variable(name): t for name, t in (bindings or {}).items()
        }
        solutions = self._store.query(query, substitutions=substitutions or None)
        assert isinstance(solutions, ox.QuerySolutions)
        names = [variable.value for variable in solutions.variables]
        return [{name: term for name in names if (term := solution[name]) is not None} for solution in solutions]

    def describe(self, entity: str) -> list[ox.Triple]:
        """See :meth:`Store.describe`."""
        return [q.triple for q in self._store.quads_for_pattern(ox.NamedNode(entity), None, None, ox.DefaultGraph())]

    def evidence(self, triple: ox.Triple) -> list[str]:
        """See :meth:`Store.evidence`."""
        graphs = (q.graph_name for q in self._store.quads_for_pattern(triple.subject, triple.predicate, triple.object))
        return sorted(g.value for g in graphs if isinstance(g, ox.NamedNode) and g.value.startswith(PASSAGE))

    def in_registry(self, triple: ox.Triple) -> bool:
        """See :meth:`Store.in_registry`."""
        return ox.Quad(triple.subject, triple.predicate, triple.object, _REGISTRY) in self._store

    def said_by(self, passage: str) -> list[ox.Triple]:
        """See :meth:`Store.said_by`."""
        return [q.triple for q in self._store.quads_for_pattern(None, None, None, ox.NamedNode(passage))]

    def quads(self) -> Iterator[ox.Quad]:
        """Every quad of the dataset."""
        return iter(self._store)
