"""What an entity's page shows: its statements, grouped by property and by the class of the other end."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import pyoxigraph as ox

from ontology.namespaces import FTZ, SKOS
from server.catalogue import Catalogue
from server.evidence import EvidenceReader

POINTING = """SELECT ?s ?p ?o WHERE { ?s ?p ?o FILTER isIRI(?s) } ORDER BY ?p ?s"""
# Places of passages in documents: shown on the passage, not on everything that it is a place of.
_PLACES = {FTZ.inDocument, FTZ.inSection, FTZ.heading}


@dataclass(frozen=True)
class Value:
    """One end of a statement: an entity (``iri``) or a literal (``text``), and how many passages say so.

    ``passages`` holds the IRIs of the passages; ``recorded`` tells that the curators' registry says it.
    """

    iri: str | None
    text: str
    passages: list[str]
    recorded: bool = False


@dataclass(frozen=True)
class Group:
    """The values of one property, in parts by class (an IRI, empty for literals)."""

    prop: str
    inward: bool
    parts: list[tuple[str, list[Value]]]

    @property
    def size(self) -> int:
        """Number of values."""
        return sum(len(values) for _, values in self.parts)


class Portraitist:
    """Draws up pages of entities.

    Args:
        catalogue: labels and schema.
        reader: finds evidence.
        lang: language by which values are ordered.
    """

    def __init__(self, catalogue: Catalogue, reader: EvidenceReader, lang: str) -> None:
        self.catalogue, self.reader, self.lang = catalogue, reader, lang

    def aliases(self, iri: str) -> list[str]:
        """All other names of an entity."""
        return sorted(t.object.value for t in self.catalogue.store.describe(iri) if t.predicate.value == SKOS.altLabel)

    def outward(self, iri: str) -> list[Group]:
        """What is said of the entity; of several properties that say the same of the same, the narrowest."""
        triples = [t for t in self.catalogue.store.describe(iri) if t.predicate.value in self.catalogue.properties]
        said = {(t.predicate.value, t.object) for t in triples}
        wider = {(parent, o) for p, o in said for parent in self.catalogue.above(p)}
        return self._groups([t for t in triples if (t.predicate.value, t.object) not in wider], inward=False)

    def inward(self, iri: str) -> list[Group]:
        """What points at the entity by properties without an inverse (those with one are said of it already)."""
        node = ox.NamedNode(iri)
        pairs = {(r["s"], r["p"].value) for r in self.catalogue.store.select(POINTING, {"o": node})}
        wider = {(s, parent) for s, p in pairs for parent in self.catalogue.above(p)}
        triples = [
            _triple(s, p, node)
            for s, p in sorted(pairs - wider, key=str)
            if p in self.catalogue.properties and p not in self.catalogue.inverse and p not in _PLACES
        ]
        return self._groups(triples, inward=True)

    def _groups(self, triples: list[ox.Triple], inward: bool) -> list[Group]:
        grouped: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            end = triple.subject if inward else triple.object
            passages = self.reader.passages(triple)
            if isinstance(end, ox.NamedNode):
                if end.value not in self.catalogue.entries:
                    continue
                value = Value(end.value, self.catalogue.label(end.value, self.lang), passages, self._recorded(triple))
                kind = next(iter(self.catalogue.classes_of(end.value)), "")
            elif isinstance(end, ox.Literal):
                value, kind = Value(None, end.value, passages), ""
            else:
                continue
            grouped[triple.predicate.value][kind].append(value)
        return [
            Group(prop, inward, [(kind, sorted(values, key=_order)) for kind, values in sorted(parts.items())])
            for prop, parts in sorted(grouped.items(), key=lambda item: (self.catalogue.order(item[0]), item[0]))
        ]

    def _recorded(self, triple: ox.Triple) -> bool:
        """Whether the registry itself says a triple, or its inverse."""
        inverse = self.catalogue.inverse.get(triple.predicate.value)
        both = [triple] + ([_triple(triple.object, inverse, triple.subject)] if inverse else [])
        return any(self.catalogue.store.in_registry(t) for t in both)


def _triple(subject: object, prop: str, value: object) -> ox.Triple:
    """A triple of two entities."""
    assert isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode)
    return ox.Triple(subject, ox.NamedNode(prop), value)


def _order(value: Value) -> tuple[str, list[tuple[int, str]]]:
    """Numbered things by number, others by name."""
    slug = (value.iri or value.text).rsplit("/", 1)[-1]
    numbered = any(part.isdigit() for part in slug.split("."))
    parts = [(int(part), "") if part.isdigit() else (-1, part) for part in slug.split(".")]
    return ("", parts) if numbered else (value.text, parts)
