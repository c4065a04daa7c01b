"""Inference inside OWL 2 RL, by SPARQL rules made from the ontology's own axioms.

Each axiom of the kinds below becomes one ``INSERT``; all are run until nothing new comes. The names are those of the
rules in OWL 2 Profiles, section 4.3, tables 5 and 7:

    cax-sco, cax-eqc1/2   subClassOf, equivalentClass       prp-spo1, prp-eqp1/2   subPropertyOf, equivalentProperty
    prp-dom, prp-rng      domain, range (named classes)     prp-inv1/2             inverseOf
    prp-symp              SymmetricProperty                 prp-trp                TransitiveProperty
    prp-spo2              propertyChainAxiom

Other axioms (disjointness, cardinalities, unions) only forbid or say something of anonymous classes; the DL reasoner
checks them (``graph.reasoner``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pyoxigraph as ox

from graph.store import select
from ontology.namespaces import OWL, RDF, RDFS

_PREMISES = f"""
PREFIX owl: <{OWL}> PREFIX rdf: <{RDF}> PREFIX rdfs: <{RDFS}>
SELECT ?kind ?a ?b WHERE {{
  {{ ?a rdfs:subClassOf|owl:equivalentClass|^owl:equivalentClass ?b BIND("class" AS ?kind) }}
  UNION {{ ?a rdfs:subPropertyOf|owl:equivalentProperty|^owl:equivalentProperty ?b BIND("property" AS ?kind) }}
  UNION {{ ?a rdfs:domain ?b BIND("domain" AS ?kind) }}
  UNION {{ ?a rdfs:range ?b . ?a a owl:ObjectProperty BIND("range" AS ?kind) }}
  UNION {{ ?a owl:inverseOf|^owl:inverseOf ?b BIND("inverse" AS ?kind) }}
  UNION {{ ?a a owl:SymmetricProperty BIND(?a AS ?b) BIND("inverse" AS ?kind) }}
  UNION {{ ?a a owl:TransitiveProperty BIND(?a AS ?b) BIND("transitive" AS ?kind) }}
  UNION {{ ?a owl:propertyChainAxiom ?b BIND("chain" AS ?kind) }}
  FILTER (isIRI(?a) && (isIRI(?b) || ?kind = "chain") && ?b != owl:Thing)
}} ORDER BY ?kind ?a ?b"""

_BODIES = {
    "class": "INSERT {{ ?x a {b} }} WHERE {{ ?x a {a} }}",
    "property": "INSERT {{ ?x {b} ?y }} WHERE {{ ?x {a} ?y }}",
    "domain": "INSERT {{ ?x a {b} }} WHERE {{ ?x {a} ?y }}",
    "range": "INSERT {{ ?y a {b} }} WHERE {{ ?x {a} ?y }}",
    "inverse": "INSERT {{ ?y {b} ?x }} WHERE {{ ?x {a} ?y }}",
    "transitive": "INSERT {{ ?x {a} ?z }} WHERE {{ ?x {a} ?y . ?y {a} ?z }}",
}


def rules(ontology: Iterable[ox.Triple]) -> list[str]:
    """The SPARQL updates that the axioms of an ontology give, in a fixed order."""
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in ontology)
    updates = []
    for row in select(store, _PREMISES):
        kind, a, b = row["kind"].value, row["a"], row["b"]
        if kind == "chain":
            steps = _members(store, b)
            body = " . ".join(f"?x{i} {step} ?x{i + 1}" for i, step in enumerate(steps))
            updates.append(f"INSERT {{ ?x0 {a} ?x{len(steps)} }} WHERE {{ {body} }}")
        else:
            updates.append(_BODIES[kind].format(a=a, b=b))
    return updates


def infer(store: ox.Store, updates: list[str], progress: Callable[[str], None] = lambda _: None) -> list[ox.Triple]:
    """Run rules over a store's default graph until nothing new comes.

    Args:
        store: its default graph holds the asserted triples; the inferred ones are added to it.
        updates: from :func:`rules`.
        progress: told after each round.

    Returns:
        The triples that were not there before, sorted.
    """
    asserted = set(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    before, size, rounds = len(store), -1, 0
    while size != len(store):
        size, rounds = len(store), rounds + 1
        for update in updates:
            store.update(update)
        progress(f"round {rounds}: {len(store) - before} inferred")
    new = (q for q in store.quads_for_pattern(None, None, None, ox.DefaultGraph()) if q not in asserted)
    return sorted((q.triple for q in new), key=str)


def _members(store: ox.Store, head: ox.BlankNode) -> list[ox.NamedNode]:
    """The members of an RDF list."""
    query = f"""SELECT ?head ?member (COUNT(?before) AS ?n) WHERE {{
      ?head <{RDF.rest}>* ?before . ?before <{RDF.rest}>* ?node . ?node <{RDF.first}> ?member
    }} GROUP BY ?head ?node ?member ORDER BY ?n"""
    return [row["member"] for row in select(store, query) if row["head"] == head]
