"""The endpoint: SPARQL 1.1 Protocol, queries only."""

import json
import xml.etree.ElementTree as ElementTree

import pytest
from rdflib import Graph

SELECT = "PREFIX ftz: <https://w3id.org/ftz-graph/ontology#> SELECT ?s ?a { ?s ftz:subAreaOf <https://w3id.org/ftz-graph/zone/hunan> ; ftz:area ?a } ORDER BY ?a"
CONSTRUCT = "CONSTRUCT WHERE { <https://w3id.org/ftz-graph/zone/hunan> a ?c }"


def rows(response):
    return json.loads(response.data)["results"]["bindings"]


# ---- 2.1 query operation ----


def test_query_by_get(client):
    response = client.get("/sparql", query_string={"query": SELECT})
    assert response.status_code == 200
    assert response.mimetype == "application/sparql-results+json"
    assert [row["a"]["value"] for row in rows(response)] == ["19.84", "19.94", "79.98"]


def test_query_by_post_form(client):
    assert len(rows(client.post("/sparql", data={"query": SELECT}))) == 3


def test_query_by_post_directly(client):
    response = client.post("/sparql", data=SELECT, content_type="application/sparql-query")
    assert len(rows(response)) == 3


def test_the_default_graph_counts_each_triple_once(client):
    query = "SELECT (COUNT(*) AS ?n) { <https://w3id.org/ftz-graph/zone/hunan> <http://www.w3.org/2000/01/rdf-schema#label> ?l }"
    [row] = rows(client.get("/sparql", query_string={"query": query}))
    assert row["n"]["value"] == "2"


def test_a_passage_is_a_named_graph(client):
    query = "SELECT ?g { GRAPH ?g { <https://w3id.org/ftz-graph/subarea/hunan-yueyang> <https://w3id.org/ftz-graph/ontology#area> ?a } }"
    [row] = rows(client.get("/sparql", query_string={"query": query}))
    assert row["g"]["value"].startswith("https://w3id.org/ftz-graph/passage/guofa-2020-10.")


def test_a_dataset_in_the_request_replaces_the_services_own(client):
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    graph = "https://w3id.org/ftz-graph/graph/ontology"
    part = client.get("/sparql", query_string={"query": query, "default-graph-uri": graph})
    whole = client.get("/sparql", query_string={"query": query})
    assert 0 < int(rows(part)[0]["n"]["value"]) < int(rows(whole)[0]["n"]["value"])


def test_named_graphs_alone_leave_the_default_graph_empty(client):
    graph = "https://w3id.org/ftz-graph/graph/ontology"
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    [row] = rows(client.get("/sparql", query_string={"query": query, "named-graph-uri": graph}))
    assert row["n"]["value"] == "0"


def test_chinese_in_a_query(client):
    query = 'SELECT ?s { ?s <http://www.w3.org/2000/01/rdf-schema#label> "岳阳片区"@zh }'
    assert rows(client.get("/sparql", query_string={"query": query}))[0]["s"]["value"].endswith("subarea/hunan-yueyang")


# ---- Formats ----

TABLES = {
    "application/sparql-results+json": lambda data: json.loads(data)["head"]["vars"],
    "application/json": lambda data: json.loads(data)["head"]["vars"],
    "application/sparql-results+xml": lambda data: [v.get("name") for v in ElementTree.fromstring(data)[0]],
    "text/csv": lambda data: data.decode().splitlines()[0].split(","),
    "text/tab-separated-values": lambda data: [v.lstrip("?") for v in data.decode().splitlines()[0].split("\t")],
}


@pytest.mark.parametrize("accept", TABLES)
def test_a_table_in_each_format(client, accept):
    response = client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": accept})
    assert sorted(TABLES[accept](response.data)) == ["a", "s"]


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
    ],
)
def test_a_graph_in_each_format(client, accept, form):
    response = client.get("/sparql", query_string={"query": CONSTRUCT}, headers={"Accept": accept})
    assert response.mimetype == accept
    assert len(Graph().parse(data=response.data, format=form)) >= 1


@pytest.mark.parametrize(
    ("short", "media"),
    [("csv", "text/csv"), ("json", "application/sparql-results+json"), ("xml", "application/sparql-results+xml")],
)
def test_a_format_by_parameter_beats_accept(client, short, media):
    response = client.get("/sparql", query_string={"query": SELECT, "format": short}, headers={"Accept": "text/html"})
    assert response.mimetype == media


@pytest.mark.parametrize(
    ("query", "headers", "extra"),
    [
        (SELECT, {"Accept": "image/png"}, {}),
        (SELECT, {}, {"format": "pdf"}),
        (CONSTRUCT, {"Accept": "text/csv"}, {}),
    ],
)
def test_a_format_that_is_not_there_is_406_with_what_there_is(client, query, headers, extra):
    response = client.get("/sparql", query_string={"query": query, **extra}, headers=headers)
    assert response.status_code == 406
    assert response.json["error"] == "NotAcceptable"


# ---- Refusals and mistakes ----


@pytest.mark.parametrize(
    ("request_", "status", "error"),
    [
        ({"query_string": {"query": "SELEKT ?s"}}, 400, "MalformedQuery"),
        ({"query_string": {}}, 400, "MalformedQuery"),
        ({"query_string": {"query": ["ASK {}", "ASK {}"]}}, 400, "MalformedQuery"),
        ({"query_string": {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}}, 403, "QueryRefused"),
        ({"query_string": {"query": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"}}, None, None),
        ({"method": "POST", "data": {"update": "CLEAR ALL"}}, 403, "QueryRefused"),
        ({"method": "POST", "data": "CLEAR ALL", "content_type": "application/sparql-update"}, 403, "QueryRefused"),
        ({"method": "POST", "data": b"\xff\xfe", "content_type": "application/sparql-query"}, 400, "MalformedQuery"),
        ({"method": "POST", "data": "{}", "content_type": "application/json"}, 400, "MalformedQuery"),
        ({"method": "PUT", "data": "x"}, 405, "MethodNotAllowed"),
        ({"query_string": {"query": "DROP ALL"}}, 400, "MalformedQuery"),
    ],
)
def test_a_request_that_gets_no_result_gets_a_clear_answer(client, request_, status, error):
    response = client.open("/sparql", **{"method": "GET", **request_})
    assert set(response.json) == {"error", "status", "message"}
    if status:
        assert (response.status_code, response.json["error"]) == (status, error)
    else:
        assert response.status_code in (504, 507)
    assert "Traceback" not in response.get_data(as_text=True)


def test_a_malformed_query_is_told_where(client):
    assert "1:16" in client.get("/sparql", query_string={"query": "SELECT * WHARE {}"}).json["message"]


def test_a_long_query_is_stopped_and_the_next_one_is_answered(client):
    slow = client.get("/sparql", query_string={"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"})
    assert slow.status_code == 504
    assert "longer than 2 s" in slow.json["message"]
    assert client.get("/sparql", query_string={"query": "ASK {}"}).status_code == 200


def test_nothing_changes_whatever_is_sent(client, dataset):
    before = dataset.nquads.read_bytes()
    client.post("/sparql", data={"update": "DROP ALL"})
    client.post("/sparql", data={"query": "DELETE WHERE { ?s ?p ?o }"})
    assert dataset.nquads.read_bytes() == before
    assert len(rows(client.get("/sparql", query_string={"query": SELECT}))) == 3


# ---- For people ----


def test_a_browser_gets_a_form_and_the_result_as_a_table_with_links(client):
    assert b"<textarea" in client.get("/sparql", headers={"Accept": "text/html"}).data
    page = client.get(
        "/sparql", query_string={"query": SELECT, "format": ""}, headers={"Accept": "text/html"}
    ).get_data(as_text=True)
    assert '<a href="/subarea/hunan-yueyang"' in page and "19.94" in page


def test_a_mistake_in_the_form_keeps_the_query(client):
    response = client.get("/sparql", query_string={"query": "SELECT ?oops WHARE"}, headers={"Accept": "text/html"})
    text = response.get_data(as_text=True)
    assert response.status_code == 400
    assert "SELECT ?oops WHARE</textarea>" in text and 'role="alert"' in text


def test_a_page_links_only_to_web_addresses(client):
    query = "SELECT (<javascript:alert(1)> AS ?x) {}"
    page = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/html"}).get_data(as_text=True)
    assert 'href="javascript' not in page


@pytest.mark.parametrize("accept", ["text/turtle, text/html;q=0.1", "application/n-triples, text/html;q=0.5"])
def test_html_is_only_for_those_who_like_it_best(client, accept):
    response = client.get("/sparql", query_string={"query": CONSTRUCT}, headers={"Accept": accept})
    assert response.mimetype == accept.split(",")[0]


@pytest.mark.parametrize("query", [SELECT, "SELEKT"])
def test_other_sites_may_read_answers_and_errors(client, query):
    assert client.get("/sparql", query_string={"query": query}).headers["Access-Control-Allow-Origin"] == "*"


def test_other_sites_may_ask_by_post(client):
    response = client.options(
        "/sparql", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    )
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]
