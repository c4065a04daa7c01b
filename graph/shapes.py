"""SHACL validation of the asserted facts with pySHACL."""

from __future__ import annotations

import io
from pathlib import Path

import pyoxigraph as ox
import pyshacl
from rdflib import Graph, URIRef
from rdflib.namespace import SH

from graph.errors import CurationError
from graph.sources import Sources
from ontology.namespaces import short


def to_rdflib(store: ox.Store) -> Graph:
    """A store's default graph as an rdflib graph."""
    nt = io.BytesIO()
    store.dump(nt, ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    return Graph().parse(data=nt.getvalue(), format="nt")


def validate(store: ox.Store, shapes: Path, sources: Sources, limit: int = 50) -> list[CurationError]:
    """Violations of the shapes in a store's default graph, each with the file and line of its focus node.

    Args:
        store: asserted facts and the ontology (classes are resolved through ``rdfs:subClassOf``).
        shapes: a Turtle file of SHACL shapes.
        sources: where to look for file and line.
        limit: at most so many violations.
    """
    conforms, report, _ = pyshacl.validate(to_rdflib(store), shacl_graph=str(shapes), advanced=True)
    if conforms:
        return []
    found = []
    for result in report.subjects(SH.focusNode, None):
        focus = report.value(result, SH.focusNode)
        message = report.value(result, SH.resultMessage)
        path = report.value(result, SH.resultPath)
        where = sources.locate(str(focus))
        about = f" ({short(path)})" if isinstance(path, URIRef) else ""
        found.append(CurationError(*where, f"{short(str(focus))} {message}{about}. [shapes]"))
    return sorted(found, key=str)[:limit]
