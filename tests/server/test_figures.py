"""Figures in words: what a reader sees beside an observation."""

import pytest

from server.figures import number_in_words


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("37", "37", "37"),
        ("6242", "6,242", "6,242"),
        ("319000", "31.9万", "319,000"),
        ("143550000000", "1,435.5亿", "143.55 billion"),
        ("1480000000000", "1.48万亿", "1.48 trillion"),
        ("43.60", "43.6", "43.6"),
        ("100", "100", "100"),
        ("0", "0", "0"),
    ],
)
def test_large_numbers_get_the_large_units_of_the_language_and_lose_no_digit(value, zh, en):
    assert (number_in_words(value, "zh"), number_in_words(value, "en")) == (zh, en)


def test_an_observation_is_shown_with_unit_qualifier_and_aspect(app):
    catalogue = app.extensions["ftz"].catalogue
    lists = {iri: words for iri, words in catalogue.figures.items() if words["zh"] == "43.6%（占比）"}
    assert {words["en"] for words in lists.values()} == {"43.6% (share)"}
    assert any("shanghai" in str(catalogue.store.describe(iri)) for iri in lists)


def test_the_page_of_an_observation_opens_with_its_figure(client, app):
    figures = app.extensions["ftz"].catalogue.figures
    iri = next(iri for iri, words in figures.items() if words["en"] == "4.6 trillion yuan")
    page = client.get(iri.removeprefix("https://w3id.org/ftz-graph") + "?lang=en").get_data(as_text=True)
    assert '<p class="headline">4.6 trillion yuan</p>' in page
