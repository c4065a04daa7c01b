"""What pages need of the whole graph, held in memory: labels, the schema, the search index.

Read once from the built dataset; the ontology is data here, no class or property is named.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from graph.dataset import Dataset
from graph.store import Store, Term
from ontology.namespaces import BASE, FTZ, OWL, PASSAGE, RDF, RDFS, SKOS
from server.figures import figures_in_words

_SCHEMA = f"""
SELECT ?term ?type ?property ?value WHERE {{
  ?term a ?type FILTER (?type IN (<{OWL.Class}>, <{OWL.ObjectProperty}>, <{OWL.DatatypeProperty}>, <{OWL.AnnotationProperty}>))
  FILTER (STRSTARTS(STR(?term), "{FTZ}"))
  ?term ?property ?value
}}"""


_SECTIONS = f"""
SELECT ?part ?whole ?start ?number WHERE {{
  ?part <{FTZ.heading}>/<{FTZ.start}> ?start
  OPTIONAL {{ GRAPH ?g {{ ?part <{FTZ.partOf}> ?whole }} FILTER (STRSTARTS(STR(?g), "{PASSAGE}")) }}
  OPTIONAL {{ ?part <{FTZ.number}> ?number }}
}}"""


@dataclass(frozen=True)
class Place:
    """Where a section stands: position of its heading, the section or document it is part of, its number (empty for none)."""

    start: int
    whole: str
    number: str


@dataclass
class SchemaTerm:
    """A class or property of the ontology.

    Attributes:
        iri: its IRI.
        types: ``owl:Class``, ``owl:ObjectProperty`` … as IRIs.
        facts: property IRI → values.
    """

    iri: str
    types: set[str] = field(default_factory=set)
    facts: dict[str, list[Term]] = field(default_factory=lambda: defaultdict(list))

    def text(self, prop: str, language: str) -> str:
        """The literal of a property in a language, empty if there is none."""
        return next((v.value for v in self.facts[prop] if isinstance(v, ox.Literal) and v.language == language), "")

    def iris(self, prop: str) -> list[str]:
        """The IRIs that a property has as values."""
        return sorted(v.value for v in self.facts[prop] if isinstance(v, ox.NamedNode))

    @property
    def local(self) -> str:
        """The name after ``ftz:``."""
        return self.iri.removeprefix(FTZ)


class Catalogue:
    """Labels and schema of one dataset.

    Args:
        dataset: the built version.
        store: its opened store.
    """

    def __init__(self, dataset: Dataset, store: Store) -> None:
        self.dataset, self.store = dataset, store
        self.entries: dict[str, dict[str, Any]] = {entry["iri"]: entry for entry in dataset.names}
        self.terms: dict[str, SchemaTerm] = {}
        for row in store.select(_SCHEMA):
            term = self.terms.setdefault(row["term"].value, SchemaTerm(row["term"].value))
            term.types.add(row["type"].value)
            if row["value"] not in term.facts[row["property"].value]:
                term.facts[row["property"].value].append(row["value"])

    @cached_property
    def classes(self) -> dict[str, SchemaTerm]:
        """The classes, by IRI."""
        return {iri: t for iri, t in sorted(self.terms.items()) if OWL.Class in t.types}

    @cached_property
    def properties(self) -> dict[str, SchemaTerm]:
        """Object and datatype properties, by IRI, in display order."""
        chosen = {i: t for i, t in self.terms.items() if t.types & {OWL.ObjectProperty, OWL.DatatypeProperty}}
        return dict(sorted(chosen.items(), key=lambda item: (self.order(item[0]), item[0])))

    @cached_property
    def renditions(self) -> set[str]:
        """SHA-256 of every text that passages refer to."""
        return {row["d"].value for row in self.store.select(f"SELECT ?d {{ ?s <{FTZ.renditionDigest}> ?d }}")}

    @cached_property
    def figures(self) -> dict[str, dict[str, str]]:
        """Quantities and observations in words, by IRI and language."""
        return figures_in_words(self.store, self.label)

    @cached_property
    def sections(self) -> dict[str, Place]:
        """All sections and documents with a heading, by IRI."""
        rows = self.store.select(_SECTIONS)
        return {
            r["part"].value: Place(
                int(r["start"].value), *(r[key].value if key in r else "" for key in ("whole", "number"))
            )
            for r in rows
        }

    @cached_property
    def kinds(self) -> dict[str, list[str]]:
        """Address segments and the classes that use them, the most general class first."""
        found = defaultdict(list)
        for iri, term in self.classes.items():
            for kind in term.facts[FTZ.kind]:
                found[kind.value].append(iri)
        return {k: sorted(v, key=lambda iri: (len(self.above(iri) & set(v)), iri)) for k, v in sorted(found.items())}

    @cached_property
    def inverse(self) -> dict[str, str]:
        """Each property's inverse, in both directions."""
        pairs = {iri: inv for iri, t in self.terms.items() for inv in t.iris(OWL.inverseOf)}
        return pairs | {b: a for a, b in pairs.items()}

    def order(self, prop: str) -> int:
        """Where a property stands on a page."""
        term = self.terms.get(prop)
        return int(term.facts[FTZ.order][0].value) if term and term.facts[FTZ.order] else 75

    def above(self, iri: str) -> set[str]:
        """All super-classes or super-properties of a term within the ontology, without itself."""
        found: set[str] = set()
        todo = [iri]
        while todo:
            term = self.terms.get(todo.pop())
            for parent in (term.iris(RDFS.subClassOf) + term.iris(RDFS.subPropertyOf)) if term else []:
                if parent in self.terms and parent not in found:
                    found.add(parent)
                    todo.append(parent)
        return found

    def label(self, iri: str, language: str) -> str:
        """The name of an entity, class or property; the end of its IRI if it has none."""
        if iri in self.entries:
            return str(self.entries[iri][language])
        if iri in self.terms:
            return self.terms[iri].text(RDFS.label, language)
        labels = self.store.select(
            f"SELECT ?l ?s {{ ?s <{RDFS.label}> ?l FILTER (LANG(?l) = '{language}') }}", {"s": ox.NamedNode(iri)}
        )
        return labels[0]["l"].value if labels else iri.removeprefix(BASE)

    def brief(self, iri: str, language: str) -> str:
        """The shortest way to call a document or section: its document number if it has one, else its label."""
        return str(self.entries.get(iri, {}).get("number") or self.label(iri, language))

    def region_name(self, zone: str, language: str) -> str:
        """The name of the region that a zone is recorded to lie in, as short as it goes."""
        regions = [
            t.object.value
            for t in self.store.describe(zone)
            if t.predicate.value == FTZ.locatedIn and self.store.in_registry(t)
        ]
        if not regions:
            return self.label(zone, language)
        label = self.label(regions[0], language)
        if language != "zh":
            return label
        return str(min((name for name in self.entries[regions[0]]["names"] if label.startswith(name)), key=len))

    def ends(self, prop: str, end: str) -> list[str]:
        """The named classes of a property's ``domain`` or ``range``, members of a union one by one; empty for anything."""
        rows = self.store.select(
            f"SELECT ?c ?p {{ ?p <{RDFS}{end}>/(<{OWL.unionOf}>/<{RDF.rest}>*/<{RDF.first}>)? ?c FILTER (isIRI(?c)) }}",
            {"p": ox.NamedNode(prop)},
        )
        return sorted({row["c"].value for row in rows} - {OWL.Thing})

    def chains(self, prop: str) -> list[list[str]]:
        """The property chains that entail a property, each as the properties along it."""
        query = f"""SELECT ?p ?list ?step (COUNT(?mid) AS ?n) {{
          ?p <{OWL.propertyChainAxiom}> ?list . ?list <{RDF.rest}>* ?mid . ?mid <{RDF.rest}>* ?node . ?node <{RDF.first}> ?step
        }} GROUP BY ?p ?list ?node ?step ORDER BY ?list ?n"""
        found: dict[str, list[str]] = defaultdict(list)
        for row in self.store.select(query, {"p": ox.NamedNode(prop)}):
            found[str(row["list"])].append(row["step"].value)
        return sorted(found.values())

    def classes_of(self, iri: str) -> list[str]:
        """The most specific classes of an entity."""
        return list(self.entries[iri]["classes"]) if iri in self.entries else []

    @cached_property
    def narrower(self) -> dict[str, list[str]]:
        """Each property's sub-properties."""
        below: dict[str, list[str]] = defaultdict(list)
        for prop in self.properties:
            for parent in self.above(prop):
                below[parent].append(prop)
        return {prop: below[prop] for prop in self.properties}

    def definition(self, iri: str, language: str) -> str:
        """A term's definition."""
        return self.terms[iri].text(SKOS.definition, language) if iri in self.terms else ""


def path_of(iri: str) -> str:
    """The address on this server of an IRI of the graph; other IRIs stay as they are."""
    if iri.startswith(FTZ):
        return "/ontology#" + iri.removeprefix(FTZ)
    return "/" + iri.removeprefix(BASE) if iri.startswith(BASE) else iri
