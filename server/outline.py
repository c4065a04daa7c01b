"""The outline of a document or section: its parts in reading order, with the passages that stand in each."""

from __future__ import annotations

from dataclasses import dataclass, field

from ontology.namespaces import FTZ
from server.catalogue import Catalogue, Place

_PASSAGES = f"""SELECT ?passage ?place ?start (COUNT(*) AS ?n) {{
  ?passage a <{FTZ.Passage}> ; <{FTZ.inDocument}> ?document ; <{FTZ.start}> ?start .
  OPTIONAL {{ ?passage <{FTZ.inSection}> ?section }}
  BIND (COALESCE(?section, ?document) AS ?place)
  GRAPH ?passage {{ ?s ?p ?o }}
}} GROUP BY ?passage ?place ?start ORDER BY ?start"""


@dataclass
class Part:
    """A document or section with what stands in it.

    Attributes:
        iri: the part.
        start: where its heading is printed.
        passages: IRIs of the passages directly in it, in reading order.
        statements: number of statements in it and below.
        parts: the parts below, in reading order.
    """

    iri: str
    start: int = 0
    passages: list[str] = field(default_factory=list)
    statements: int = 0
    parts: list[Part] = field(default_factory=list)


def outline_of(catalogue: Catalogue, iri: str) -> Part:
    """The outline below a document or section."""
    parts = {iri: Part(iri)} | {part: Part(part, place.start) for part, place in catalogue.sections.items()}
    for row in catalogue.store.select(_PASSAGES):
        if part := parts.get(row["place"].value):
            part.passages.append(row["passage"].value)
            part.statements += int(row["n"].value)
    for iri_below, place in sorted(catalogue.sections.items(), key=lambda item: _reading_order(item[1])):
        if place.whole in parts:
            parts[place.whole].parts.append(parts[iri_below])
    _add_up(parts[iri])
    return parts[iri]


def _reading_order(place: Place) -> tuple[float, int]:
    """Numbered sections by number, for torn pages print headings out of place; then the others as they are printed."""
    return (float(place.number or "inf"), place.start)


def _add_up(part: Part) -> int:
    part.statements += sum(_add_up(below) for below in part.parts)
    return part.statements
