"""Inference: the rules generated from the axioms entail what OWL 2 RL entails."""

import owlrl
import pyoxigraph as ox
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS

from graph import rules
from graph.sources import ONTOLOGY, Sources
from ontology.namespaces import BASE, FTZ

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


def test_the_rules_give_what_owlrl_gives_on_all_the_facts():
    """Equal but for what owlrl adds of every thing: reflexive sameAs, owl:Thing, unnamed classes, and schema triples."""
    quads = set(Sources.shipped().quads())
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
    assert len(ours) > 40_000
    assert ours == theirs
