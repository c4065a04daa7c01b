"""HermiT: the shipped facts are consistent, and each seeded contradiction is found."""

import pyoxigraph as ox
import pytest

from graph.reasoner import judge
from graph.sources import Sources

PREFIXES = """@prefix ftz: <https://w3id.org/ftz-graph/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix agency: <https://w3id.org/ftz-graph/agency/> . @prefix subarea: <https://w3id.org/ftz-graph/subarea/> .
@prefix strategy: <https://w3id.org/ftz-graph/strategy/> . @prefix zone: <https://w3id.org/ftz-graph/zone/> . """


@pytest.fixture(scope="module")
def ontology():
    """The axioms alone, with the zones that are all different."""
    sources = Sources.shipped()
    return [
        q.triple
        for q in sources.quads()
        if "/ontology" in str(q.graph_name) or "/zone/" in str(q.subject) or isinstance(q.subject, ox.BlankNode)
    ]


def verdict(ontology, facts):
    return judge([*ontology, *(q.triple for q in ox.parse((PREFIXES + facts).encode(), format=ox.RdfFormat.TURTLE))])


def test_the_shipped_facts_are_consistent_and_every_class_can_have_instances():
    found = judge({q.triple for q in Sources.shipped().quads()})
    assert found.consistent, found.explanation
    assert found.unsatisfiable == []


CONTRADICTIONS = {
    "a zone that is an agency": "zone:hunan a ftz:Agency .",
    "an area that is not a number": 'zone:hunan ftz:area "large" .',
    "a sub-area of two zones": "subarea:x a ftz:SingleProvinceSubArea ; ftz:subAreaOf zone:hunan , zone:anhui .",
    "a strategy that is a place, by the range of serves": "zone:hunan ftz:serves zone:anhui .",
    "a sub-area that is a zone, by the domain of subAreaOf": "zone:hunan ftz:subAreaOf zone:anhui .",
    "a single and cross-province sub-area at once": "subarea:x a ftz:SingleProvinceSubArea , ftz:CrossProvinceSubArea .",
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_seeded_contradiction_is_found(name, ontology):
    assert not verdict(ontology, CONTRADICTIONS[name]).consistent


def test_a_cross_province_sub_area_may_belong_to_two_zones(ontology):
    assert verdict(
        ontology, "subarea:x a ftz:CrossProvinceSubArea ; ftz:subAreaOf zone:hebei , zone:beijing ."
    ).consistent
