"""Every question runs and gives what the documents say.

``expected/NAME.txt`` holds telling rows, each a line of values with IRIs cut to ``kind/slug``; ``= N`` on the first line
says how many rows there are in all. The rows were checked by hand against the documents.
"""

from pathlib import Path

import pytest

from ontology.namespaces import BASE
from queries import examples

EXPECTED = Path(__file__).parent / "expected"


@pytest.fixture(scope="module")
def store(dataset):
    return dataset.open()


def test_every_question_has_an_expectation_and_every_expectation_a_question():
    assert {q.name for q in examples()} == {p.stem for p in EXPECTED.glob("*.txt")}


@pytest.mark.parametrize("question", examples(), ids=lambda q: q.name)
def test_a_question_gives_what_the_documents_say(question, store):
    first, *telling = (EXPECTED / f"{question.name}.txt").read_text(encoding="utf-8").splitlines()
    rows = [
        " | ".join(
            term.value.removeprefix(BASE) for term in row.values() if not term.value.startswith(BASE + "passage/")
        )
        for row in store.select(question.query)
    ]
    assert telling and set(telling) <= set(rows)
    assert len(rows) == int(first.removeprefix("= "))


@pytest.mark.parametrize("question", examples(), ids=lambda q: q.name)
def test_a_question_runs_at_the_endpoint_too(question, store, client):
    response = client.get("/sparql", query_string={"query": question.query, "format": "csv"})
    assert response.status_code == 200
    assert len(response.get_data(as_text=True).splitlines()) - 1 == len(store.select(question.query))
