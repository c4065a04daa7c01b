"""Pages and linked data: every address answers a person and a program, in both languages."""

import re
from types import SimpleNamespace

import pytest
from rdflib import Graph, URIRef

from graph.documents import squeeze
from server.app import create_app
from server.evidence import EvidenceReader, Piece, mark
from server.i18n import LANGUAGES, MESSAGES
from tests.conftest import ROOT

HTML = {"Accept": "text/html"}
PAGES = [
    "/",
    "/zone",
    "/strategy",
    "/policy",
    "/search?q=hunan",
    "/ontology",
    "/sparql",
    "/zone/hunan",
    "/subarea/hunan-yueyang",
    "/strategy/yangtze-river-economic-belt",
    "/policy/guofa-2020-10",
    "/policy/guofa-2020-10.hunan",
    "/task/guofa-2020-10.hunan.14",
    "/agency/state-council",
    "/section/guofa-2020-10.beijing.1",
]


def page(client, address, **headers):
    response = client.get(address, headers={**HTML, **headers})
    assert response.status_code == 200, address
    return response.get_data(as_text=True)


def passage_of(client, address="/subarea/hunan-yueyang"):
    return re.search(r'href="(/passage/[^"]+)"', page(client, address)).group(1)


# ---- Both languages ----


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_answers_in_both_languages_without_javascript(client, address, language):
    text = page(client, address, **{"Accept-Language": language})
    assert f'<html lang="{"zh-Hans" if language == "zh" else "en"}">' in text
    assert "<script" not in text and "style=" not in text
    assert text.count("<h1") == 1


def test_a_choice_of_language_lasts(client):
    assert "Zones" in page(client, "/?lang=en", **{"Accept-Language": "zh"})
    assert "Zones" in page(client, "/", **{"Accept-Language": "zh"})
    client.get("/?lang=zh")
    assert "自贸试验区" in page(client, "/")


def test_every_message_is_used():
    source = "".join(
        p.read_text(encoding="utf-8") for ending in ("html", "py") for p in (ROOT / "server").rglob(f"*.{ending}")
    )
    used = {key for key in MESSAGES if re.search(rf"['\"(]{key}['\")]", source)}
    assert {key for key in MESSAGES if not re.match(r"e\d{3}", key)} == {
        key for key in used if not re.match(r"e\d{3}", key)
    }


def test_every_message_has_both_languages():
    assert all(set(words) == set(LANGUAGES) and all(words.values()) for words in MESSAGES.values())


# ---- Entities ----


def test_an_entity_shows_its_statements_with_the_place_of_each(client):
    text = page(client, "/subarea/hunan-yueyang", **{"Accept-Language": "zh"})
    for words in ("岳阳片区", "19.94", "岳阳城陵矶综合保税区", "长江经济带发展战略", "电子商务", "国发〔2020〕10号"):
        assert words in text
    assert "/passage/guofa-2020-10." in text


def test_inferred_statements_are_marked(client):
    text = page(client, "/zone/hunan", **{"Accept-Language": "en"})
    assert 'class="tag" title="follows from the ontology' in text


def test_without_the_text_a_passage_shows_its_names_and_figures(client):
    text = page(client, passage_of(client), **{"Accept-Language": "en"})
    assert "not at hand" in text and "Hunan" in text


def test_with_the_text_a_passage_shows_the_sentence_with_its_names_marked(home, texts):
    app = create_app(home, texts, workers=1)
    client = app.test_client()
    text = page(client, passage_of(client), **{"Accept-Language": "zh"})
    app.extensions["ftz"].close()
    assert '<a class="marked" href="/subarea/hunan-yueyang">岳阳片区</a>' in text


def test_a_text_that_is_not_the_sealed_rendition_is_left_out(home, tmp_path):
    (tmp_path / "guofa-2020-10.txt").write_text("另一个文本", encoding="utf-8")
    app = create_app(home, tmp_path, workers=1)
    text = page(app.test_client(), passage_of(app.test_client()), **{"Accept-Language": "en"})
    app.extensions["ftz"].close()
    assert "not at hand" in text


def test_a_strategy_lists_the_measures_that_serve_it_by_zone(client):
    text = squeeze(page(client, "/strategy/yangtze-river-economic-belt", **{"Accept-Language": "zh"}))
    stated = text[text.index("文件明说服务该战略") : text.index("所属任务或章节服务该战略</h2>")]
    assert "深入对接长江经济带发展战略" in stated and "中国（湖南）自由贸易试验区" in stated
    assert "推动长江经济带发展和促进中部地区崛起战略实施" in stated and "中国（安徽）自由贸易试验区" in stated


def test_a_document_shows_its_outline(client):
    text = page(client, "/policy/guofa-2020-10.hunan", **{"Accept-Language": "zh"})
    for words in ("总体要求", "打造联通长江经济带和粤港澳大湾区的国际投资贸易走廊", "14."):
        assert words in text


def test_search_finds_by_pinyin_and_says_when_nothing_is_found(client):
    assert "岳阳片区" in page(client, "/search?q=yypq", **{"Accept-Language": "zh"})
    assert "没有找到" in page(client, "/search?q=qqqq", **{"Accept-Language": "zh"})


# ---- Data ----


@pytest.mark.parametrize(
    ("accept", "extension", "form"),
    [
        ("text/turtle", "ttl", "turtle"),
        ("application/ld+json", "jsonld", "json-ld"),
        ("application/n-triples", "nt", "nt"),
        ("application/rdf+xml", "rdf", "xml"),
    ],
)
def test_an_entity_answers_in_each_rdf_format_by_accept_and_by_ending(client, accept, extension, form):
    negotiated = client.get("/zone/hunan", headers={"Accept": accept})
    by_ending = client.get(f"/zone/hunan.{extension}")
    assert negotiated.mimetype == by_ending.mimetype == accept
    graphs = [Graph().parse(data=r.data, format=form) for r in (negotiated, by_ending)]
    assert set(graphs[0]) == set(graphs[1])
    assert URIRef("https://w3id.org/ftz-graph/zone/hunan") in set(graphs[0].subjects())


@pytest.mark.parametrize(
    "accept", ["text/turtle; charset=utf-8", 'text/turtle;profile="x", text/html;q=0.1', "text/*;q=0.2, text/turtle"]
)
def test_parameters_and_weights_of_accept_are_understood(client, accept):
    assert client.get("/zone/hunan", headers={"Accept": accept}).mimetype == "text/turtle"


def test_the_answer_varies_with_accept(client):
    assert {"Accept", "Accept-Language"} <= {v.strip() for v in client.get("/zone/hunan").headers["Vary"].split(",")}


def test_the_ontology_answers_in_turtle(client):
    graph = Graph().parse(data=client.get("/ontology", headers={"Accept": "text/turtle"}).data, format="turtle")
    assert len(graph) > 500


def test_the_whole_dataset_can_be_fetched(client, dataset):
    with client.get("/dataset.nq") as response:
        assert response.data == dataset.nquads.read_bytes()


@pytest.mark.parametrize("address", ["/dataset", "/.well-known/void"])
def test_the_dataset_describes_itself(client, address, dataset):
    graph = Graph().parse(data=client.get(address).data, format="turtle")
    [triples] = graph.objects(URIRef("https://w3id.org/ftz-graph/dataset"), URIRef("http://rdfs.org/ns/void#triples"))
    assert int(triples) == dataset.report["triples"]


# ---- What is not there, and what is hostile ----


@pytest.mark.parametrize(
    "address",
    [
        "/zone/atlantis",
        "/nonsense",
        "/nonsense/x",
        "/passage/x",
        "/passage/guofa-2020-10.1-2",
        "/zone/hunan.pdf",
        "/zone/<script>alert(1)</script>",
        "/zone/%00",
        "/zone/..%2f..%2fetc%2fpasswd",
        "/" + "x" * 3000,
        "/static/../app.py",
    ],
)
def test_an_unknown_address_is_a_clear_404(client, address):
    response = client.get(address, headers=HTML)
    assert response.status_code == 404
    assert b"<script>" not in response.data and b"Traceback" not in response.data


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "x" * 5000, "'; DROP", "%00", "\\"]
)
def test_hostile_words_are_shown_as_words(client, words):
    response = client.get("/search", query_string={"q": words}, headers=HTML)
    assert response.status_code == 200
    assert b"<script>alert" not in response.data and b"<img src=x" not in response.data


@pytest.mark.parametrize("number", ["0", "-1", "99999", "x", ""])
def test_odd_page_numbers_do_no_harm(client, number):
    assert client.get(f"/action?page={number}", headers=HTML).status_code == 200


@pytest.mark.parametrize("accept", ["application/json", "text/turtle"])
@pytest.mark.parametrize(
    "address",
    ["/zone/atlantis", "/zone/a%20b", "/zone/a%20b.ttl", "/passage/%ff", "/graph/registry", "/graph/inferred.ttl"],
)
def test_a_program_gets_its_404_as_json(client, address, accept):
    response = client.get(address, headers={"Accept": accept})
    assert response.status_code == 404
    assert set(response.json) == {"error", "status", "message"}


def test_names_are_marked_and_the_curators_wording_is_not():
    entries = {
        "a": {"iri": "a", "names": ["支持高端制造业发展"], "coined": True, "classes": []},
        "b": {"iri": "b", "names": ["高端制造业"], "coined": False, "classes": []},
    }
    reader = EvidenceReader(SimpleNamespace(entries=entries, store=None, above=lambda c: set()), {})
    assert mark("支持高端制造业发展", reader._printed_names(["a", "b"])) == [
        Piece("支持"),
        Piece("高端制造业", "b"),
        Piece("发展"),
    ]


def test_no_script_and_no_foreign_source_is_allowed(client):
    assert client.get("/").headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")


# ---- Where documents disagree ----


def test_a_conflict_shows_every_side_and_each_side_leads_back(client):
    text = page(client, "/conflict/third-plenum-year?lang=en")
    sides = re.findall(r'href="(/passage/report-2025\.[0-9-]+)">characters', text)
    assert "What each passage says" in text and len(set(sides)) == 2
    assert all('href="/conflict/third-plenum-year"' in page(client, side) for side in sides)


def test_the_quality_page_counts_what_the_build_counted(client, app):
    report = app.extensions["ftz"].catalogue.dataset.report
    text = page(client, "/quality?lang=en")
    assert f"<b>{report['statements']:,}</b>" in text
    for document, figures in report["quality"]["documents"].items():
        row = text[text.index(f'href="{document.removeprefix("https://w3id.org/ftz-graph")}"') :].split("</tr>")[0]
        assert f"<td>{figures['statements']:,}</td>" in row and f"<td>{figures['passages']:,}</td>" in row
    assert report["quality"]["labels"]["zh"] == report["quality"]["labels"]["en"]
