"""The command ``ftz``: what it prints, and how it fails."""

import socket

import pytest
from rdflib import Dataset as Quads

from server.cli import main
from tests.conftest import DATA, MINI


def run(runner, *arguments):
    return runner.invoke(main, [str(a) for a in arguments])


def test_cite_prints_passage_headings_and_words_in_context(runner):
    result = run(runner, "cite", MINI, "机场片区", "--texts", DATA / "texts")
    assert result.exit_code == 0
    assert "passage:mini-2024-1." in result.output and "【机场片区】" in result.output and "实施范围" in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["cite", MINI, "不在文中", "--texts", DATA / "texts"], "does not occur"),
        (["cite", "nothing", "x", "--texts", DATA / "texts"], "No text of 'nothing'"),
        (["cite", MINI, "--texts", DATA / "texts"], "Give the words to find"),
        (["export", "x.nq", "--dataset", DATA / "nowhere"], "run 'ftz build' first"),
        (["serve", "--dataset", DATA / "nowhere"], "run 'ftz build' first"),
        (["check", "--texts", DATA / "nowhere"], "does not exist; correct FTZ_TEXTS"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_1(runner, arguments, words):
    result = run(runner, *arguments)
    assert result.exit_code in (1, 2)
    assert words in result.output and "Traceback" not in result.output


@pytest.mark.parametrize(
    ("form", "rdflib_form"), [("nquads", "nquads"), ("trig", "trig"), ("jsonld", "json-ld"), ("turtle", "turtle")]
)
def test_export_writes_a_file_that_others_can_read(runner, home, tmp_path, form, rdflib_form):
    path = tmp_path / "out"
    result = run(runner, "export", path, "--format", form, "--dataset", home)
    assert result.exit_code == 0, result.output
    if form in ("nquads", "turtle"):
        assert len(Quads().parse(path, format=rdflib_form)) > 10_000
    else:
        assert path.stat().st_size > 1_000_000


def test_a_port_in_use_is_one_clear_sentence(runner, home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run(runner, "serve", "--port", port, "--dataset", home)
    assert result.exit_code == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in result.output and f"PORT={port + 1}" in result.output


def test_a_build_that_is_not_needed_is_not_done(runner, home):
    assert "is up to date" in run(runner, "build", "--if-needed", "--dataset", home).output
