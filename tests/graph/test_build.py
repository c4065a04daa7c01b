"""The build: what stops it, and that a build that stops changes nothing."""

import signal
import subprocess
import sys

import pyoxigraph as ox
import pytest

from graph import build
from graph.build import BuildFailed
from graph.dataset import Dataset
from graph.documents import Text
from graph.errors import CurationError, DatasetError
from graph.sealing import seal
from ontology.namespaces import FTZ, GRAPH_INFERRED, GRAPH_REGISTRY, PASSAGE, RDF
from tests.conftest import MINI, ROOT


def plan(facts):
    return facts.root / "graph" / "statements" / MINI / "plan.trig"


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# ---- What a build gives ----


def test_the_default_graph_holds_every_triple_of_every_graph_once(facts, mini_text, tmp_path):
    store = build.build(facts, [mini_text], tmp_path / "out").open()
    quads = list(store.quads())
    default = [q.triple for q in quads if isinstance(q.graph_name, ox.DefaultGraph)]
    named = {q.triple for q in quads if isinstance(q.graph_name, ox.NamedNode)}
    assert len(default) == len(set(default)) and set(default) == named


def test_every_asserted_fact_outside_the_registry_has_a_passage(facts, mini_text, tmp_path):
    store = build.build(facts, [mini_text], tmp_path / "out").open()
    said = [
        q for q in store.quads() if isinstance(q.graph_name, ox.NamedNode) and q.graph_name.value.startswith(PASSAGE)
    ]
    recorded = {q.predicate.value for q in store.quads() if str(q.graph_name) == f"<{GRAPH_REGISTRY}>"}
    assert len(said) > 20
    assert FTZ.serves not in recorded and FTZ.area not in recorded


def test_the_same_facts_give_the_same_bytes(facts, mini_text, tmp_path):
    first = build.build(facts, [mini_text], tmp_path / "one").nquads.read_bytes()
    assert build.build(facts, [], tmp_path / "two").nquads.read_bytes() == first


def test_progress_is_told_and_the_report_holds_the_figures(facts, mini_text, tmp_path):
    told = []
    report = build.build(facts, [mini_text], tmp_path / "out", told.append).report
    assert [line for line in told if line.startswith("Grounding")]
    assert report["grounding"] == {"checked": report["evidence"], "share": 1.0, "excepted": 0}
    assert report["classes"][FTZ.Action] == 2 and report["passages"] == 12


# ---- Mistakes stop it, with file, line and what to do ----

MISTAKES = {
    "syntax": ("ftz:number 2 ; ftz:partOf policy", "ftz:number 2 ftz:partOf policy", "mend the syntax"),
    "unknown property": (
        "ftz:withPartner zone:xishan",
        "ftz:with zone:xishan",
        "ftz:with is not a property of the ontology",
    ),
    "unknown class": ("a ftz:Goal", "a ftz:Dream", "ftz:Dream is not a class of the ontology"),
    "undefined entity": (
        "ftz:concerns instrument:single-window",
        "ftz:concerns instrument:no-window",
        "instrument:no-window is named in a statement but defined nowhere",
    ),
    "missing label": (
        ', "Become a centre of opening up"@en',
        "",
        "does not have exactly one Chinese and one English label",
    ),
    "second label": ('"Explore customs clearance with Xishan"@en', '"One"@en , "Two"@en', "does not have exactly one"),
    "wrong domain": (
        "policy:mini-2024-1 ftz:implementedIn zone:donghai ;",
        "policy:mini-2024-1 ftz:implementedIn zone:donghai ; ftz:focusesOn instrument:single-window ;",
        "has a property that its class may not have",
    ),
    "wrong range": (
        "ftz:serves strategy:belt-and-road",
        "ftz:serves zone:xishan",
        "has a value that the property does not take",
    ),
    "wrong datatype": ("ftz:area 12.5", 'ftz:area "12.5"', "has a literal of another datatype"),
    "type in a passage": ("ftz:status status:supported", "a ftz:Action", "gets its type or a name inside a passage"),
    "fact in the registry": (
        "policy:mini-2024-1 a ftz:Plan ;",
        "policy:mini-2024-1 a ftz:Plan ; ftz:concerns zone:xishan ;",
        "is said in the registry",
    ),
    "no status": ("ftz:status status:supported ; ", "", "must have a status"),
    "not in the passage": ("ftz:targetYear 2030", "ftz:targetYear 2035", 'the passage does not name "2035"'),
    "another zone": (
        "ftz:withPartner zone:xishan ;",
        "ftz:withPartner region:xishan ;",
        "the passage does not name region:xishan",
    ),
    "a graph that is no passage": ("passage:mini-2024-1.", "task:mini-2024-1.", "is no passage"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_stops_the_build_with_file_line_and_advice(name, facts, mini_text, tmp_path):
    old, new, words = MISTAKES[name]
    text = (
        plan(facts)
        .read_text(encoding="utf-8")
        .replace("@prefix zone:", "@prefix region: <https://w3id.org/ftz-graph/region/> .\n@prefix zone:")
    )
    plan(facts).write_text(text, encoding="utf-8")
    change(plan(facts), old, new)
    with pytest.raises((BuildFailed, CurationError)) as caught:
        build.build(facts, [mini_text], tmp_path / "out")
    mistakes = getattr(caught.value, "mistakes", [caught.value])
    assert any(words in m.problem and m.line and str(m.path).endswith((".trig", ".ttl")) for m in mistakes), str(
        caught.value
    )
    assert not (tmp_path / "out" / "current").exists()


def test_two_entities_that_share_a_name_are_refused(facts, tmp_path):
    registry = facts.root / "graph" / "registry" / "places.ttl"
    change(registry, '"机场片区"@zh', '"港口片区"@zh')
    with pytest.raises(BuildFailed, match="shares a name with another entity of the same kind"):
        build.build(facts, [], tmp_path / "out")


def test_an_iri_that_does_not_follow_the_pattern_is_refused(facts, tmp_path):
    for path in (facts.root / "graph" / "registry" / "places.ttl", plan(facts)):
        change(path, "subarea:donghai-port", "subarea:Donghai_Port")
    with pytest.raises(BuildFailed, match="does not have the address of its class"):
        build.build(facts, [], tmp_path / "out")


def test_a_passage_outside_its_document_cannot_be_sealed(facts, mini_text):
    change(plan(facts), "{ zone:donghai ftz:area 12.5", "{} passage:mini-2024-1.9000-9001 { zone:donghai ftz:area 12.5")
    with pytest.raises(CurationError, match="lies outside mini-2024-1"):
        seal(facts, mini_text)


def test_a_text_that_reads_otherwise_than_when_sealed_is_noticed(facts, mini_text, tmp_path):
    other = Text(MINI, mini_text.content.replace("机场片区", "机场园区"))
    with pytest.raises(BuildFailed, match="reads otherwise than when it was sealed"):
        build.build(facts, [other], tmp_path / "out")


def test_an_exception_with_a_reason_lets_a_statement_pass_and_an_idle_one_is_refused(
    facts, mini_text, tmp_path, monkeypatch
):
    monkeypatch.setattr(build, "LIMIT", 0.9)  # one statement of these few is more than the share allowed
    change(plan(facts), "ftz:targetYear 2030", "ftz:targetYear 2035")
    passage = next(q.graph_name.value for q in facts.statement_quads(MINI) if q.predicate.value == FTZ.targetYear)
    exceptions = plan(facts).parent / "exceptions.ttl"
    head = f"@prefix ftz: <{FTZ}> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    exceptions.write_text(
        head + f'[] ftz:passage <{passage}> ; ftz:entity "2035" ; rdfs:comment "printed elsewhere" .\n',
        encoding="utf-8",
    )
    found = build.check(facts, [mini_text]).grounded
    assert (len(found.excepted), found.failures) == (1, [])
    change(plan(facts), "ftz:targetYear 2035", "ftz:targetYear 2030")
    with pytest.raises(BuildFailed, match="is not needed; take it out"):
        build.build(facts, [mini_text], tmp_path / "out")


# ---- The last good dataset stays ----


def test_a_failed_build_leaves_the_last_dataset_in_force(facts, mini_text, tmp_path):
    good = build.build(facts, [mini_text], tmp_path / "out")
    change(plan(facts), "ftz:serves strategy:belt-and-road", "ftz:serves zone:xishan")
    with pytest.raises(BuildFailed):
        build.build(facts, [mini_text], tmp_path / "out")
    assert Dataset.current(tmp_path / "out").report["digest"] == good.report["digest"]
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["current", "versions"]


def test_a_killed_build_leaves_the_last_dataset_in_force(facts, tmp_path):
    home = tmp_path / "out"
    good = build.build(facts, [], home).report["digest"]
    change(plan(facts), '"建成开放高地"@zh', '"建成新的开放高地"@zh')
    dying = (
        "import os, sys; from pathlib import Path; from graph.build import build; from graph.sources import Sources\n"
        "def progress(words):\n    if words.startswith('Writing'): os.kill(os.getpid(), 9)\n"
        "build(Sources(Path(sys.argv[1])), [], Path(sys.argv[2]), progress)"
    )
    ended = subprocess.run([sys.executable, "-c", dying, str(facts.root), str(home)], cwd=ROOT, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert Dataset.current(home).report["digest"] == good
    assert Dataset.current(home).open().select("SELECT ?s { ?s ?p ?o } LIMIT 1")
    assert build.build(facts, [], home).report["digest"] != good


def test_a_version_that_a_server_holds_is_not_cleared_away(facts, tmp_path):
    held = build.build(facts, [], tmp_path / "out")
    with held.hold():
        for old, new in (("建成", "甲"), ("甲", "乙"), ("乙", "丙")):
            change(plan(facts), f'"{old}开放高地', f'"{new}开放高地')
            build.build(facts, [], tmp_path / "out")
        assert held.open().select("SELECT ?s { ?s ?p ?o } LIMIT 1")
    change(plan(facts), '"丙开放高地', '"丁开放高地')
    build.build(facts, [], tmp_path / "out")
    assert not held.folder.exists()


def test_without_a_dataset_the_error_says_how_to_get_one(tmp_path):
    with pytest.raises(DatasetError, match="run 'ftz build' first"):
        Dataset.current(tmp_path)


# ---- Inference ----


def test_what_is_inferred_stands_in_a_graph_of_its_own(facts, mini_text, tmp_path):
    store = build.build(facts, [mini_text], tmp_path / "out").open()
    inferred = {q.triple for q in store.quads() if str(q.graph_name) == f"<{GRAPH_INFERRED}>"}
    base = "https://w3id.org/ftz-graph/"

    def triple(s, p, o):
        return ox.Triple(ox.NamedNode(base + s), ox.NamedNode(p), ox.NamedNode(base + o))

    assert triple("action/mini-2024-1.1.1", FTZ.implementedIn, "zone/donghai") in inferred
    assert triple("zone/donghai", FTZ.hasSubArea, "subarea/donghai-port") in inferred
    assert triple("action/mini-2024-1.1.1", FTZ.inDomain, "domain/trade") in inferred
    assert triple("action/mini-2024-1.1.2", FTZ.serves, "strategy/belt-and-road") not in inferred
    assert not [t for t in inferred if t.predicate.value == RDF.type and t.object.value.endswith("#Thing")]
