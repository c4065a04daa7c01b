"""The dataset's description of itself: VoID, DCAT and counts, in ``graph/description``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from graph.store import select
from ontology.namespaces import BASE, DCT, FTZ, GRAPH_DESCRIPTION, PASSAGE, RDF, RDFS, STANDARD, XSD, Namespace

DATASET = BASE + "dataset"
_VOID, _DCAT = Namespace(STANDARD["void"]), Namespace(STANDARD["dcat"])

_BY_CLASS = f"""
SELECT ?class (COUNT(DISTINCT ?s) AS ?n) WHERE {{ ?s a ?class FILTER (STRSTARTS(STR(?class), "{FTZ}")) }}
GROUP BY ?class ORDER BY ?class"""
_BY_PROPERTY = f"""
SELECT ?property (COUNT(*) AS ?n) WHERE {{ ?s ?property ?o FILTER (STRSTARTS(STR(?property), "{FTZ}")) }}
GROUP BY ?property ORDER BY ?property"""


def counts(store: ox.Store) -> dict[str, Any]:
    """Figures of the dataset, from its default graph and its passages.

    Returns:
        ``triples``, ``entities``, ``statements`` (triples that passages say, each once), ``passages`` with a
        statement, and ``classes`` and ``properties`` with their counts by IRI.
    """
    passages = [g for g in store.named_graphs() if g.value.startswith(PASSAGE)]
    said = {q.triple for g in passages for q in store.quads_for_pattern(None, None, None, g)}
    classes = {row["class"].value: int(row["n"].value) for row in select(store, _BY_CLASS)}
    typed = {q.subject for q in store.quads_for_pattern(None, ox.NamedNode(RDF.type), None, ox.DefaultGraph())}
    return {
        "triples": sum(1 for _ in store.quads_for_pattern(None, None, None, ox.DefaultGraph())),
        "entities": sum(
            1 for s in typed if isinstance(s, ox.NamedNode) and s.value.startswith(BASE) and "/ontology" not in s.value
        ),
        "statements": len(said),
        "passages": len(passages),
        "classes": classes,
        "properties": {row["property"].value: int(row["n"].value) for row in select(store, _BY_PROPERTY)},
    }


def description(figures: dict[str, Any], version: str) -> Iterable[ox.Quad]:
    """The quads that describe the dataset.

    Args:
        figures: from :func:`counts`.
        version: the project's version.
    """
    dataset = ox.NamedNode(DATASET)

    def say(subject: ox.NamedNode, predicate: str, value: ox.NamedNode | ox.Literal | str) -> ox.Quad:
        term = ox.NamedNode(value) if isinstance(value, str) else value
        return ox.Quad(subject, ox.NamedNode(predicate), term, ox.NamedNode(GRAPH_DESCRIPTION))

    def number(value: int) -> ox.Literal:
        return ox.Literal(str(value), datatype=ox.NamedNode(XSD.integer))

    yield say(dataset, RDF.type, _VOID.Dataset)
    yield say(dataset, RDF.type, _DCAT.Dataset)
    yield say(dataset, RDFS.label, ox.Literal("自贸图谱", language="zh"))
    yield say(dataset, RDFS.label, ox.Literal("FTZ Graph", language="en"))
    yield say(dataset, DCT + "title", ox.Literal("自贸图谱", language="zh"))
    yield say(dataset, DCT + "title", ox.Literal("FTZ Graph", language="en"))
    yield say(dataset, DCT + "license", "https://creativecommons.org/licenses/by/4.0/")
    yield say(dataset, _DCAT.version, ox.Literal(version))
    yield say(dataset, _VOID.uriSpace, ox.Literal(BASE))
    yield say(dataset, _VOID.sparqlEndpoint, BASE + "sparql")
    yield say(dataset, _VOID.triples, number(figures["triples"]))
    yield say(dataset, _VOID.entities, number(figures["entities"]))
    yield say(dataset, _VOID.classes, number(len(figures["classes"])))
    yield say(dataset, _VOID.properties, number(len(figures["properties"])))
    for key, label, parts in (
        ("classPartition", "class", figures["classes"]),
        ("propertyPartition", "property", figures["properties"]),
    ):
        for iri, count in parts.items():
            part = ox.NamedNode(f"{DATASET}#{label}-{iri.removeprefix(FTZ)}")
            yield say(dataset, _VOID + key, part.value)
            yield say(part, _VOID + label, iri)
            yield say(part, _VOID.entities if label == "class" else _VOID.triples, number(count))
