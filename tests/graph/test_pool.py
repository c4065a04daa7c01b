"""Users' queries: each ending has its own answer, and nothing lasts beyond it."""

import contextlib
import os
import signal
import threading

import pyoxigraph as ox
import pytest

from graph.errors import (
    MalformedQuery,
    NotAcceptable,
    QueryError,
    QueryRefused,
    QueryTimeout,
    QueryTooLong,
    ResultTooLarge,
    TooBusy,
    WorkerLost,
)
from graph.pool import Limits, Pool

CROSS = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store of 2,000 triples."""
    folder = tmp_path_factory.mktemp("store") / "store"
    store = ox.Store(str(folder))
    store.extend(
        ox.Quad(ox.NamedNode(f"http://x/{i}"), ox.NamedNode("http://p"), ox.Literal(f"第{i}条")) for i in range(2000)
    )
    store.flush()
    return folder


@pytest.fixture
def pool(store):
    """Two workers with tight limits."""
    pool = Pool(store, 2, Limits(seconds=1.0, memory=256 << 20, result=1 << 20, wait=0.3))
    yield pool
    pool.close()


def works(pool):
    return b"2000" in pool.run("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "csv").body


# ---- Good endings ----


@pytest.mark.parametrize(
    ("query", "media"),
    [
        ("SELECT ?s { ?s ?p ?o } LIMIT 1", "application/sparql-results+json"),
        ("ASK {}", "application/sparql-results+json"),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "text/turtle"),
        ("DESCRIBE <http://x/7>", "text/turtle"),
    ],
)
def test_a_query_gets_its_result_in_the_format_of_its_form(pool, query, media):
    assert pool.run(query).media == media


def test_chinese_and_emoji_come_through(pool):
    assert "第7条🧭".encode() in pool.run('SELECT (CONCAT(?o, "🧭") AS ?x) { <http://x/7> ?p ?o }', "csv").body


def test_a_query_that_ends_well_keeps_its_worker(pool):
    before = {w.process.pid for w in pool._idle.queue}
    assert works(pool) and works(pool)
    assert {w.process.pid for w in pool._idle.queue} == before


# ---- Bad endings, after each of which the pool works on ----


@pytest.mark.parametrize(
    ("query", "error", "words"),
    [
        ("SELECT", MalformedQuery, "expected"),
        ("INSERT DATA { <x:a> <x:b> <x:c> }", MalformedQuery, "expected"),
        ("SELECT * " + "{" * 30000 + "}" * 30000, MalformedQuery, "nested too deeply"),
        (f"SELECT (COUNT(*) AS ?n) {CROSS}", QueryTimeout, "longer than 1 s and was stopped"),
        (f"SELECT * {CROSS} ORDER BY ?c", (QueryTimeout, ResultTooLarge), "longer than|larger than|needed more memory"),
        (f"SELECT DISTINCT * {CROSS}", (QueryTimeout, ResultTooLarge), "longer than|larger than|needed more memory"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", ResultTooLarge, "larger than 1 MB"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", QueryRefused, "opens no connections"),
        ("SELECT * { service silent <http://127.0.0.1:9/> { ?s ?p ?o } }", QueryRefused, "opens no connections"),
        ("PREFIX : <x:> SELECT * { ?s ?p :.SERVICE SILENT <http://127.0.0.1:9/> { } }", QueryRefused, "no connections"),
        ("SELECT * { ?s ?p 1.SERVICE <http://127.0.0.1:9/> { } }", QueryRefused, "no connections"),
        ("SELECT * { \\u0053ERVICE SILENT <http://127.0.0.1:9/> { } }", QueryRefused, "no connections"),
    ],
)
def test_each_bad_ending_has_its_own_error_and_leaves_the_pool_working(pool, query, error, words):
    with pytest.raises(error, match=words):
        pool.run(query)
    assert works(pool)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT ("SERVICE" AS ?service) { # SERVICE\n <http://x/7> ?p ?o }',
        "SELECT * { ?s <http://x/SERVICE> ?SERVICE }",
        "PREFIX service: <http://x/> SELECT * { ?s service:SERVICE ?o }",
    ],
)
def test_the_word_service_is_only_refused_as_the_keyword(pool, query):
    assert pool.run(query).body


def test_a_worker_can_open_no_connection_even_if_the_check_were_passed(pool, monkeypatch):
    monkeypatch.setattr("graph.pool.asks_for_service", lambda query: False)
    with pytest.raises(QueryError, match="failed"):
        pool.run("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")


def test_string_doubling_is_stopped_by_the_memory_limit(pool):
    doubling = "".join(f"BIND(CONCAT({', '.join([f'?x{i}'] * 8)}) AS ?x{i + 1}) " for i in range(12))
    with pytest.raises((ResultTooLarge, QueryTimeout)):
        pool.run(f'SELECT ?x12 {{ BIND("长江经济带" AS ?x0) {doubling} }}')
    assert works(pool)


def kill_idle_workers(pool):
    for worker in list(pool._idle.queue):
        os.kill(worker.process.pid, signal.SIGKILL)
        worker.process.wait()


def test_killed_workers_are_replaced_and_the_query_is_tried_again(pool):
    killed = {worker.process.pid for worker in pool._idle.queue}
    kill_idle_workers(pool)
    assert works(pool) and works(pool)
    assert pool._idle.queue[-1].process.pid not in killed


def test_a_query_whose_workers_keep_ending_gets_its_own_error(pool, tmp_path):
    kill_idle_workers(pool)
    good, pool.store = pool.store, tmp_path / "gone"
    with pytest.raises(WorkerLost, match="ended twice"):
        works(pool)
    pool.store = good
    with contextlib.suppress(WorkerLost):
        works(pool)
    assert works(pool)


def test_closing_ends_busy_workers_too_and_starts_no_more(store):
    pool = Pool(store, 1, Limits(seconds=30))
    [worker] = pool._idle.queue
    told = []

    def ask():
        with pytest.raises(WorkerLost) as caught:
            pool.run(f"SELECT (COUNT(*) AS ?n) {CROSS}")
        told.append(str(caught.value))

    asking = threading.Thread(target=ask)
    asking.start()
    while not pool._idle.empty():
        pass
    pool.close()
    asking.join(timeout=10)
    assert worker.process.poll() is not None
    assert told == ["The server is stopping; ask again in a moment."]
    assert pool._idle.empty() and not pool._all


def test_a_query_that_is_too_long_is_refused_before_anything_reads_it(pool):
    with pytest.raises(QueryTooLong, match="at most 262144 are taken"):
        pool.run("SELECT " + "a" * 300_000)


def test_when_all_workers_are_taken_the_next_query_is_told_so(pool):
    def ask_too_much():
        with pytest.raises(QueryTimeout):
            pool.run(f"SELECT (COUNT(*) AS ?n) {CROSS}")

    threads = [threading.Thread(target=ask_too_much) for _ in range(2)]
    for thread in threads:
        thread.start()
    while not pool._idle.empty():
        pass
    with pytest.raises(TooBusy, match="try again"):
        pool.run("ASK {}")
    for thread in threads:
        thread.join()
    assert works(pool)


def test_a_form_that_the_accepted_format_cannot_carry_is_said_so(pool):
    with pytest.raises(NotAcceptable, match="gives a graph"):
        pool.run("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "csv", None)
