"""Reading a text: positions, headings, sentences, and finding words whatever white space does."""

import pytest

from graph.documents import Span, Text, digest, squeeze
from graph.errors import TextError

# ---- Finding words ----


def test_words_are_found_across_line_breaks(mini_text):
    [span] = mini_text.find("探索与西山自贸试验区")
    assert "\n" in mini_text.content[span.start : span.end]
    assert mini_text.words(span) == "探索与西山自贸试验区"


def test_an_ellipsis_stands_for_anything_between_and_ends_at_the_nearest_last_words(mini_text):
    [span] = mini_text.find("港口片区…平方公里")
    assert mini_text.words(span) == "港口片区7.5平方公里"


def test_a_search_can_be_limited_to_a_part(mini_text):
    whole = mini_text.find("自贸试验区")
    assert len(whole) == 2
    assert mini_text.find("自贸试验区", Span(whole[1].start, whole[1].end)) == [whole[1]]


@pytest.mark.parametrize("words", ["", "  ", "…", "不在文中"])
def test_nothing_is_found_for_nothing(mini_text, words):
    assert mini_text.find(words) == []


def test_regular_expression_signs_are_plain_words():
    assert Text("t", "a.b 与 a+b").find("a+b") == [Span(6, 9)]


# ---- Digests ----


def test_a_digest_does_not_depend_on_white_space():
    assert digest("长沙 片\n区") == digest("长沙片区") != digest("岳阳片区")
    assert squeeze("长沙　片区\t") == "长沙片区"


# ---- Headings, paragraphs, sentences ----


def test_the_outline_follows_the_ranks_of_official_documents(mini_text):
    [plan] = mini_text.outline.children
    assert plan.title == "中国（东海）自由贸易试验区总体方案"
    assert [(h.rank, h.number + h.title) for h in plan.walk()][1:] == [
        (2, "一、总体要求"),
        (3, "（一）实施范围"),
        (2, "二、主要任务和措施"),
        (3, "（一）推动贸易便利化"),
        (4, "1.提升贸易便利化水平"),
    ]


def test_a_position_lies_under_its_headings(mini_text):
    [span] = mini_text.find("机场片区")
    assert [h.title for h in mini_text.section_at(span.start)] == [
        "中国（东海）自由贸易试验区总体方案",
        "总体要求",
        "实施范围",
    ]


def test_a_decimal_number_is_no_heading():
    assert Text("t", "12.5 平方公里。\n").outline.children == []


def test_sentences_end_at_full_stops_and_keep_closing_quotation_marks():
    text = Text("t", "开展“先行先试。”改革。建设园区")
    assert [text.words(s) for s in text.sentences] == ["开展“先行先试。”", "改革。", "建设园区"]


def test_every_character_that_is_no_space_is_in_one_paragraph(mini_text):
    assert "".join(mini_text.words(p) for p in mini_text.paragraphs) == squeeze(mini_text.content)


# ---- Table rows ----


def test_a_table_row_is_cut_into_cells_at_wide_gaps():
    text = Text("t", "序号  名称    牵头单位\n1  单一窗口    海关总署\n正文没有宽的空白。\n")
    assert [[text.words(cell) for cell in row] for row in text.rows] == [
        ["序号", "名称", "牵头单位"],
        ["1", "单一窗口", "海关总署"],
    ]


# ---- Loading ----


def test_a_missing_text_names_those_that_are_there(tmp_path):
    (tmp_path / "other.txt").write_text("x", encoding="utf-8")
    with pytest.raises(TextError, match=r"No text of 'plan' in .*; the texts there: other"):
        Text.load(tmp_path, "plan")


def test_a_text_that_is_not_utf8_is_refused(tmp_path):
    (tmp_path / "plan.txt").write_bytes("自贸".encode("gbk"))
    with pytest.raises(TextError, match="not UTF-8"):
        Text.load(tmp_path, "plan")


# ---- The real document ----


def test_the_notice_of_2020_has_four_plans_with_76_tasks(texts):
    plans = Text.load(texts, "guofa-2020-10").outline.children
    tasks = [sum(h.rank == 4 for h in plan.walk()) for plan in plans]
    assert [plan.title[3:5] for plan in plans] == ["北京", "湖南", "安徽", "浙江"]
    assert tasks == [22, 23, 19, 12]
