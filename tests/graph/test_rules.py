"""Inference: the rules generated from the axioms entail what OWL 2 RL entails."""

import re
from decimal import Decimal

import owlrl
import pyoxigraph as ox
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS, XSD

from graph import rules
from graph.sources import ONTOLOGY, Sources
from ontology.namespaces import BASE, FTZ, PASSAGE

X = "https://w3id.org/ftz-graph/zone/"


def infer(turtle):
    """What follows from an ontology and facts written together in Turtle."""
    triples = [q.triple for q in ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)]
    store = ox.Store()
    store.extend(ox.Quad(*t) for t in triples)
    return {
        f"{t.subject.value[1:]} {t.predicate.value[-6:].strip('#/-')} {t.object.value[1:]}"
        for t in rules.infer(store, rules.rules(triples))
    }


def by_value(term):
    """A term as written, decimals by value: 5.0 is written so by one library and as 5 by the other."""
    number = re.fullmatch(rf'"(.+)"\^\^<{XSD.decimal}>', term)
    return f"{Decimal(number[1]).normalize():f}" if number else term


PREFIXES = """@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix : <x:> . """


def test_chains_transitivity_inverses_and_super_properties_are_followed_to_the_end():
    found = infer(
        PREFIXES
        + """
      :partof a owl:TransitiveProperty ; owl:inverseOf :hasprt . :within rdfs:subPropertyOf :partof .
      :tribut owl:propertyChainAxiom ( :partof :serves ) .
      :a :within :b . :b :partof :c . :c :serves :s ."""
    )
    assert found == {
        ":a partof :b",
        ":a partof :c",
        ":b hasprt :a",
        ":c hasprt :a",
        ":c hasprt :b",
        ":a tribut :s",
        ":b tribut :s",
    }


def test_domains_ranges_and_super_classes_give_types():
    found = infer(
        PREFIXES
        + ":serves a owl:ObjectProperty ; rdfs:domain :M ; rdfs:range :S . :S rdfs:subClassOf :T . :a :serves :b ."
    )
    assert {line.split()[0] + line.split()[-1] for line in found} == {":a:M", ":b:S", ":b:T"}


def test_a_datatype_range_types_no_literal():
    assert infer(PREFIXES + ":area a owl:DatatypeProperty ; rdfs:range :decimal . :a :area 1 .") == set()


# What no axiom reads: names, and where passages stand.
UNREAD = {str(p) for p in (RDFS.label, SKOS.altLabel, SKOS.hiddenLabel, SKOS.definition)} | {
    FTZ.start,
    FTZ.end,
    FTZ.digest,
}


def test_the_rules_give_what_owlrl_gives_on_the_facts():
    """Equal but for what owlrl adds of every thing: reflexive sameAs, owl:Thing, unnamed classes, and schema triples.

    On the notice of 2020 and the two articles, which use every class and property of the ontology but a handful; the
    reports would take owlrl another ten minutes.
    """
    reports = (f"{PASSAGE}report-", f"{BASE}observation/report-", f"{BASE}practice/report-")
    quads = {
        q
        for q in Sources.shipped().quads()
        if q.predicate.value not in UNREAD
        and not q.graph_name.value.startswith(reports)
        and not str(q.subject)[1:].startswith(reports)
    }
    store = ox.Store()
    store.extend(ox.Quad(*q.triple) for q in quads)
    ours = {
        tuple(map(str, t)) for t in rules.infer(store, rules.rules(q.triple for q in quads if q.graph_name == ONTOLOGY))
    }

    graph = Graph().parse(data=ox.serialize((q.triple for q in quads), format=ox.RdfFormat.N_TRIPLES), format="nt")
    before = set(graph)
    owlrl.DeductiveClosure(
        owlrl.OWLRL_Semantics, rdfs_closure=False, axiomatic_triples=False, datatype_axioms=False
    ).expand(graph)
    schema = {
        OWL.sameAs,
        RDFS.subClassOf,
        RDFS.subPropertyOf,
        OWL.equivalentClass,
        OWL.equivalentProperty,
        RDFS.domain,
        RDFS.range,
        OWL.differentFrom,
    }

    def individual(term):
        return isinstance(term, URIRef) and term.startswith(BASE) and not term.startswith(FTZ)

    theirs = {
        tuple(term.n3() for term in (s, p, o))
        for s, p, o in set(graph) - before
        if individual(s)
        and not isinstance(o, BNode)
        and p not in schema
        and o not in (OWL.Thing, RDFS.Resource)
        and not (p == RDF.type and o.startswith(str(OWL)))
    }
    ours = {t for t in ours if individual(URIRef(t[0].strip("<>")))}
    assert len(ours) > 20_000
    assert {tuple(map(by_value, t)) for t in ours} == {tuple(map(by_value, t)) for t in theirs}
