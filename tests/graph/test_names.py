"""The search index."""

import pytest

from graph.names import keys, search


@pytest.fixture(scope="module")
def entries(dataset):
    return dataset.names


@pytest.mark.parametrize(
    ("words", "iri"),
    [
        ("岳阳片区", "subarea/hunan-yueyang"),
        ("岳阳", "region/yueyang"),
        ("yueyangpianqu", "subarea/hunan-yueyang"),
        ("yypq", "subarea/hunan-yueyang"),
        ("国发〔2020〕10号", "policy/guofa-2020-10"),
        ("国发[2020]10号", "policy/guofa-2020-10"),
        ("湖南自贸试验区", "zone/hunan"),
        ("Hunan FTZ", "zone/hunan"),
        ("一带一路", "strategy/belt-and-road"),
        ("MOFCOM", "agency/mofcom"),
    ],
)
def test_the_first_result_is_what_the_words_mean(entries, words, iri):
    assert search(entries, words)[0]["iri"].endswith(iri)


def test_several_words_must_all_occur(entries):
    assert search(entries, "yueyang kazakhstan") == []
    assert "zone/hunan" in {e["iri"].split("ftz-graph/")[1] for e in search(entries, "zone Hunan")}


@pytest.mark.parametrize("words", ["", "   ", "不存在的名字", "\\", "%%", "'"])
def test_odd_words_find_nothing(entries, words):
    assert search(entries, words) == []


def test_latin_names_get_no_pinyin():
    assert keys("QFLP") == ["qflp"]
