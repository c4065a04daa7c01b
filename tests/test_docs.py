"""The documentation against the code: commands, questions, links and dependencies that it names are there."""

import re
import tomllib

import pytest

from queries import examples
from server.cli import main
from tests.conftest import ROOT

READMES = ["README.md", "README.zh.md"]


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md"])
def test_every_link_within_the_project_leads_somewhere(name):
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text(name)) if not link.startswith("http")]
    assert all((ROOT / link).exists() for link in links if link)


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_documented_and_every_documented_command_exists(name):
    assert set(re.findall(r"^\| `ftz (\w+)", text(name), re.M)) == set(main.commands)


def test_the_questions_have_their_own_words():
    named = re.findall(r"^\d+\. (.+?) — \[`([\w-]+)\.rq`\]", text("README.md"), re.M)
    known = {q.name: q for q in examples()}
    assert len(named) == 13
    assert all(known[stem].en == words for words, stem in named)
    named_zh = re.findall(r"^\d+\. (.+?)——\[`([\w-]+)\.rq`\]", text("README.zh.md"), re.M)
    assert [known[stem].zh for _, stem in named_zh] == [words for words, _ in named_zh]


def test_every_dependency_has_its_reason():
    project = tomllib.loads(text("pyproject.toml"))["project"]
    wanted = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    table = text("README.md").split("## What it rests on")[1]
    names = [re.split("[<>=~]", requirement)[0] for requirement in wanted]
    assert [name for name in names if not re.search(rf"\b{name}\b", table)] == []


def test_the_example_query_of_the_readme_gives_the_area(client):
    query = re.search(r"```sparql\n(.*?)```", text("README.md"), re.S).group(1)
    assert b"19.94" in client.get("/sparql", query_string={"query": query, "format": "csv"}).data


@pytest.mark.parametrize("word", ["serve", "test", "lint", "bench", "build"])
def test_every_word_of_make_is_there(word):
    assert re.search(rf"^{word}:", text("Makefile"), re.M)


def test_lock_files_hold_hashes_and_no_addresses():
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert "--hash=sha256:" in text(name)
        assert "://" not in text(name)
