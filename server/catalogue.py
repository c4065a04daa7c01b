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
from graph.store import EmbeddedStore, Term
from ontology.namespaces import BASE, FTZ, OWL, RDF, RDFS, SKOS

_SCHEMA = f"""
SELECT ?term ?type ?property ?value WHERE {{
  ?term a ?type FILTER (?type IN (<{OWL.Class}>, <{OWL.ObjectProperty}>, <{OWL.DatatypeProperty}>, <{OWL.AnnotationProperty}>))
  FILTER (STRSTARTS(STR(?term), "{FTZ}"))
  ?term ?property ?value
}}"""


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

    def __init__(self, dataset: Dataset, store: EmbeddedStore) -> None:
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
        labels = self.store.select(f"SELECT ?l {{ ?s <{RDFS.label}> ?l FILTER (LANG(?l) = '{language}') }}", {"s": ox.NamedNode(iri)})
        return labels[0]["l"].value if labels else iri.removeprefix(BASE)

    def ends(self, prop: str, end: str) -> list[str]:
        """The named classes of a property's ``domain`` or ``range``, members of a union one by one; empty for anything."""
        rows = self.store.select(
            f"SELECT ?c {{ ?p <{RDFS}{end}>/(<{OWL.unionOf}>/<{RDF.rest}>*/<{RDF.first}>)? ?c FILTER (isIRI(?c)) }}", {"p": ox.NamedNode(prop)}
        )
        return sorted({row["c"].value for row in rows} - {OWL.Thing})

    def chains(self, prop: str) -> list[list[str]]:
        """The property chains that entail a property, each as the properties along it."""
        query = f"""SELECT ?list ?step (COUNT(?mid) AS ?n) {{
          ?p <{OWL.propertyChainAxiom}> ?list . ?list <{RDF.rest}>* ?mid . ?mid <{RDF.rest}>* ?node . ?node <{RDF.first}> ?step
        }} GROUP BY ?list ?node ?step ORDER BY ?list ?n"""
        found: dict[str, list[str]] = defaultdict(list)
        for row in self.store.select(query, {"p": ox.NamedNode(prop)}):
            found[str(row["list"])].append(row["step"].value)
        return sorted(found.values())

    def classes_of(self, iri: str) -> list[str]:
        """The most specific classes of an entity."""
        types = {t.object.value for t in self.store.describe(iri) if t.predicate.value == RDF.type} & self.classes.keys()
        return sorted(types - {parent for t in types for parent in self.above(t)})

    def definition(self, iri: str, language: str) -> str:
        """A term's definition."""
        return self.terms[iri].text(SKOS.definition, language) if iri in self.terms else ""


def path_of(iri: str) -> str:
    """The address on this server of an IRI of the graph; other IRIs stay as they are."""
    if iri.startswith(FTZ):
        return "/ontology#" + iri.removeprefix(FTZ)
    return "/" + iri.removeprefix(BASE) if iri.startswith(BASE) else iri
