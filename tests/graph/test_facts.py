"""The shipped facts as a whole: what the notice of 2020 says must be there, to the figure."""

import pyoxigraph as ox
import pytest

from graph import build
from graph.documents import Text, digest
from graph.sealing import parse_name
from graph.sources import Sources
from ontology.namespaces import BASE, FTZ, PASSAGE

AREAS = {
    "beijing-sci-tech-innovation": 31.85,
    "beijing-international-business-services": 48.34,
    "beijing-high-end-industry": 39.49,
    "hunan-changsha": 79.98,
    "hunan-yueyang": 19.94,
    "hunan-chenzhou": 19.84,
    "anhui-hefei": 64.95,
    "anhui-wuhu": 35,
    "anhui-bengbu": 19.91,
    "zhejiang-ningbo": 46,
    "zhejiang-hangzhou": 37.51,
    "zhejiang-jinyi": 35.99,
}


def values(dataset, query):
    return [
        tuple(term.value.removeprefix(BASE) for term in row.values())
        for row in dataset.open().select(f"PREFIX ftz: <{FTZ}> " + query)
    ]


def test_the_twelve_sub_areas_have_their_areas(dataset):
    found = values(dataset, "SELECT ?s ?a { ?s ftz:subAreaOf ?z ; ftz:area ?a }")
    assert {s.removeprefix("subarea/"): float(a) for s, a in found} == AREAS


def test_the_sub_areas_add_up_to_their_zones(dataset):
    found = dict(values(dataset, "SELECT ?z ?a { ?z a ftz:Zone ; ftz:area|ftz:expansionArea ?a }"))
    for zone, area in found.items():
        assert sum(a for s, a in AREAS.items() if s.startswith(zone.removeprefix("zone/"))) == pytest.approx(
            float(area)
        )
    assert {z: float(a) for z, a in found.items()} == {
        "zone/beijing": 119.68,
        "zone/hunan": 119.76,
        "zone/anhui": 119.86,
        "zone/zhejiang": 119.5,
    }


def test_each_plan_has_its_tasks_in_order(dataset):
    found = values(
        dataset,
        "SELECT ?plan ?n { ?t a ftz:Task ; ftz:number ?n ; ftz:setOutIn ?plan . ?plan a ftz:Plan } ORDER BY ?plan ?n",
    )
    numbers = {plan: [int(n) for p, n in found if p == plan] for plan, _ in found}
    assert {plan.rsplit(".", 1)[1]: n for plan, n in numbers.items()} == {
        "beijing": [*range(1, 23)],
        "hunan": [*range(1, 24)],
        "anhui": [*range(1, 20)],
        "zhejiang": [*range(1, 13)],
    }


def test_every_task_has_actions(dataset):
    assert values(dataset, "SELECT ?t { ?t a ftz:Task FILTER NOT EXISTS { ?a ftz:partOf ?t ; a ftz:Action } }") == []


def test_the_registry_has_22_zones_one_of_them_the_free_trade_port(dataset):
    assert len(values(dataset, "SELECT ?z { ?z a ftz:Zone }")) == 22
    assert values(dataset, "SELECT ?z { ?z a ftz:FreeTradePort }") == [("zone/hainan",)]


def test_a_stated_tie_to_a_strategy_is_never_inferred(dataset):
    serves = ox.NamedNode(FTZ.serves)
    store = dataset.open()
    assert all(store.evidence(q.triple) for q in store.quads() if q.predicate == serves)


# ---- Against the text ----


def test_every_passage_resolves_and_nearly_all_statements_are_found_by_machine(texts):
    text = Text.load(texts, "guofa-2020-10")
    found = build.check(Sources.shipped(), [text])
    assert found.grounded.moved == [] and found.grounded.failures == []
    assert found.grounded.share >= 0.98


def test_every_sealed_digest_is_that_of_the_words(texts, dataset):
    text = Text.load(texts, "guofa-2020-10")
    sealed = values(dataset, "SELECT ?p ?d { ?p ftz:digest ?d }")
    assert sealed and all(digest(text.content[(s := parse_name(BASE + p)[1]).start : s.end]) == d for p, d in sealed)


def test_every_heading_of_the_text_is_a_section_of_the_graph(texts, dataset):
    text = Text.load(texts, "guofa-2020-10")
    printed = {h.span.start for h in text.outline.walk() if h.rank}
    known = {int(s) for (s,) in values(dataset, "SELECT ?s { ?x ftz:heading/ftz:start ?s }")}
    assert printed <= known


def test_no_sentence_of_a_document_stands_in_the_facts(texts):
    """Runs of 40 characters and more are sentences, not names; the notice's own title is one of the few long names."""
    text = "".join(Text.load(texts, "guofa-2020-10").content.split())
    title = "国务院关于印发北京、湖南、安徽自由贸易试验区总体方案及浙江自由贸易试验区扩展区域方案的通知"
    literals = {q.object.value for q in Sources.shipped().quads() if isinstance(q.object, ox.Literal)} - {title}
    assert [v for v in literals if len("".join(v.split())) >= 40 and "".join(v.split()) in text] == []


def test_passage_names_follow_the_pattern(dataset):
    names = [
        g
        for q in dataset.open().quads()
        if isinstance(q.graph_name, ox.NamedNode) and (g := q.graph_name.value).startswith(PASSAGE)
    ]
    assert all(parse_name(name)[0] == "guofa-2020-10" for name in set(names))
