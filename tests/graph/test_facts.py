"""The shipped facts as a whole: what the documents print must be there, to the figure."""

from collections import Counter

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


# ---- The annexes of the two reports ----


@pytest.mark.parametrize(
    ("report", "printed"),
    [
        ("report-2020", {"1": 19, "2": 7, "3": 7, "4": 15, "5": 6, "6": 12}),
        ("report-2025", {"1": 23, "2": 24, "3": 30}),
    ],
)
def test_the_replicated_results_stand_in_their_tables(dataset, report, printed):
    found = values(dataset, "SELECT ?r ?n { ?r a ftz:ReplicatedResult ; ftz:number ?n }")
    found = [(result, number) for result, number in found if result.startswith(f"result/{report}.")]
    assert Counter(result.split(".")[1] for result, _ in found) == printed
    assert all(result.endswith(f".{number}") for result, number in found)


@pytest.mark.parametrize(
    ("report", "printed"),
    [
        ("report-2020", {"ReplicatedExperience": 18, "DepartmentalExperience": 17, "BestPracticeCase": 31}),
        ("report-2025", {"ReplicatedExperience": 30, "DepartmentalExperience": 24, "BestPracticeCase": 23}),
    ],
)
def test_the_results_are_of_three_kinds(dataset, report, printed):
    results = {kind: values(dataset, f"SELECT ?r {{ ?r a ftz:{kind} }}") for kind in printed}
    assert {kind: sum(report in r for (r,) in found) for kind, found in results.items()} == printed


def test_figure_1_has_24_plans_of_18_zones(dataset):
    found = values(
        dataset,
        """SELECT ?plan ?zone { GRAPH ?g { ?plan ftz:published ?date ; ftz:implementedIn ?place }
        ?g ftz:inDocument <https://w3id.org/ftz-graph/document/report-2020> . ?plan ftz:implementedIn ?zone . ?zone a ftz:Zone }""",
    )
    assert len({plan for plan, _ in found}) == 24
    assert len({zone for _, zone in found}) == 18


# ---- The report on 2019: its chapters ----


def test_each_of_the_30_boxes_tells_of_practices(dataset):
    found = values(dataset, "SELECT ?box (COUNT(?p) AS ?n) { ?p a ftz:Practice ; ftz:partOf ?box } GROUP BY ?box")
    boxes = {box: int(n) for box, n in found if "report-2020.box-" in box}
    assert len(boxes) == 30 and all(boxes.values())


def test_the_editions_of_the_negative_list_count_as_table_3_prints_them(dataset):
    rows = values(
        dataset,
        """SELECT ?year ?indicator ?value { ?o ftz:about/a ftz:NegativeList ; ftz:indicator ?indicator ; ftz:year ?year ; ftz:value ?value .
        ?passage a ftz:Passage . GRAPH ?passage { ?o ftz:value ?value } ?passage ftz:inSection <https://w3id.org/ftz-graph/section/report-2020.table-3> }""",
    )
    table = {(int(year), indicator.split("/")[1]): int(value) for year, indicator, value in rows}
    assert len(table) == 18
    for year in (2013, 2014, 2015, 2017, 2018, 2019):
        parts = table[year, "restricted-items"] + table[year, "prohibited-items"]
        assert table[year, "restrictive-measures"] == parts


def test_the_sectors_of_table_4_add_up_but_for_the_year_whose_total_is_printed_otherwise(dataset):
    rows = values(
        dataset,
        """SELECT ?year ?sector ?value { ?o ftz:indicator <https://w3id.org/ftz-graph/indicator/service-restrictions> ; ftz:year ?year ; ftz:value ?value
        OPTIONAL { ?o ftz:sector ?sector } FILTER NOT EXISTS { ?o ftz:aspect ?aspect } }""",
    )
    totals = {int(row[0]): int(row[1]) for row in rows if len(row) == 2}
    sectors = [row for row in rows if len(row) == 3]
    sums = Counter()
    for year, _, value in sectors:
        sums[int(year)] += int(value)
    assert len(sectors) == 13 * 6
    assert {year: total - sums[year] for year, total in totals.items() if total != sums[year]} == {2017: 10}


def test_a_tie_between_stages_of_a_measure_rests_on_words_about_both(dataset):
    ties = set(values(dataset, "SELECT ?a ?b { ?p a ftz:Passage . GRAPH ?p { ?a ftz:ledTo ?b } }"))
    for end, other in (("?a", "?b"), ("?b", "?a")):
        told = values(
            dataset,
            f"""SELECT ?a ?b {{ ?p a ftz:Passage . GRAPH ?p {{ ?a ftz:ledTo ?b . {end} ?property ?value
            FILTER (?property != ftz:ledTo) }} }}""",
        )
        assert ties and ties == set(told), other


# ---- Against the text ----

DOCUMENTS = ["article-qian-wang-2023", "article-wang-sun-sun", "guofa-2020-10", "report-2020", "report-2025"]


@pytest.fixture(scope="module")
def corpus(texts):
    return {name: Text.load(texts, name) for name in DOCUMENTS}


def test_every_passage_resolves_and_nearly_all_statements_are_found_by_machine(corpus):
    found = build.check(Sources.shipped(), list(corpus.values())).grounded
    assert found.moved == [] and found.failures == []
    assert found.share >= 0.98


def test_every_sealed_digest_is_that_of_the_words(corpus, dataset):
    sealed = values(dataset, "SELECT ?p ?d { ?p ftz:digest ?d }")
    for passage, recorded in sealed:
        name, span = parse_name(BASE + passage)
        assert digest(corpus[name].content[span.start : span.end]) == recorded


def test_every_heading_of_the_notice_is_a_section_of_the_graph(corpus, dataset):
    printed = {h.span.start for h in corpus["guofa-2020-10"].outline.walk() if h.rank}
    known = {int(s) for (s,) in values(dataset, "SELECT ?s { ?x ftz:heading/ftz:start ?s }")}
    assert printed <= known


def test_no_sentence_of_a_document_stands_in_the_facts(corpus):
    """Runs of 40 characters and more are sentences, unless they are the printed name of a document or a result."""
    printed = ["".join(text.content.split()) for text in corpus.values()]
    named = ("/policy/", "/document/", "/result/")
    quads = [
        q
        for q in Sources.shipped().quads()
        if isinstance(q.object, ox.Literal)
        and q.object.language != "en"
        and not any(k in str(q.subject) for k in named)
    ]
    words = {"".join(q.object.value.split()) for q in quads}
    assert [w for w in words if len(w) >= 40 and any(w in text for text in printed)] == []


def test_passage_names_follow_the_pattern(dataset):
    graphs = {str(q.graph_name)[1:-1] for q in dataset.open().quads()}
    assert {parse_name(g)[0] for g in graphs if g.startswith(PASSAGE)} == set(DOCUMENTS)
