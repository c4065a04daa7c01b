"""From words to passage names."""

import pytest

from graph.cite import cite, fill
from graph.errors import CurationError, TextError


def test_a_citation_names_the_passage_its_headings_and_its_surroundings(mini_text):
    [found] = cite(mini_text, "机场片区")
    start = mini_text.content.index("机场片区")
    assert found.passage == f"mini-2024-1.{start}-{start + 4}"
    assert found.headings[-1] == "（一）实施范围"
    assert found.before.endswith("平方公里，") and found.after.startswith("5平方公里")


def test_words_that_do_not_occur_are_an_error_with_advice(mini_text):
    with pytest.raises(TextError, match="does not occur in mini-2024-1 under 总体要求; use fewer words"):
        cite(mini_text, "单一窗口", within="总体要求")


def test_a_heading_that_is_not_there_cannot_be_searched_under(mini_text):
    with pytest.raises(TextError, match="0 headings of mini-2024-1 are called '附则'"):
        cite(mini_text, "片区", within="附则")


def test_a_draft_is_filled_with_passage_names(tmp_path, mini_text):
    draft = tmp_path / "draft.trig"
    draft.write_text("<cite:支持建设…“单一窗口”> { }\n", encoding="utf-8")
    assert fill(draft, mini_text) == 1
    start = mini_text.content.index("支持建设")
    assert draft.read_text(encoding="utf-8") == f"passage:mini-2024-1.{start}-{start + 14} {{ }}\n"


@pytest.mark.parametrize(
    ("words", "problem"), [("自贸试验区", "stands in 2 places"), ("不在文中", "stands in nowhere")]
)
def test_a_draft_with_unclear_words_stays_as_it_was(tmp_path, mini_text, words, problem):
    draft = tmp_path / "draft.trig"
    draft.write_text(f"# head\n<cite:机场片区> {{ }}\n<cite:{words}> {{ }}\n", encoding="utf-8")
    before = draft.read_text(encoding="utf-8")
    with pytest.raises(CurationError, match=problem) as caught:
        fill(draft, mini_text)
    assert caught.value.line == 3
    assert draft.read_text(encoding="utf-8") == before
