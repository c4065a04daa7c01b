"""Quantities and observations in words: the number with its unit, qualifiers and aspect, as a reader would write it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

from graph.store import Store
from ontology.namespaces import BASE, FTZ, RDF, RDFS

_QUANTITIES = f"""
SELECT DISTINCT ?quantity ?property ?value WHERE {{
  ?quantity <{RDF.type}>/<{RDFS.subClassOf}>* <{FTZ.Quantity}> ; ?property ?value
  FILTER (?property IN (<{FTZ.value}>, <{FTZ.minValue}>, <{FTZ.maxValue}>, <{FTZ.printedValue}>, <{FTZ.unit}>, <{FTZ.qualifier}>, <{FTZ.aspect}>))
}} ORDER BY ?quantity ?property ?value"""
_LARGE = {
    "zh": ((10**12, "万亿"), (10**8, "亿"), (10**4, "万")),
    "en": ((10**12, " trillion"), (10**9, " billion"), (10**6, " million")),
}
_PERCENT, _COUNT = BASE + "unit/percent", BASE + "unit/count"


def figures_in_words(store: Store, label: Callable[[str, str], str]) -> dict[str, dict[str, str]]:
    """All quantities, by IRI, in words in both languages.

    Args:
        store: the dataset's.
        label: gives an entity's name in a language.
    """
    facts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in store.select(_QUANTITIES):
        facts[row["quantity"].value][row["property"].value].append(row["value"].value)
    return {
        iri: {language: _words(of, language, label) for language in ("zh", "en")} for iri, of in sorted(facts.items())
    }


def _words(of: dict[str, list[str]], language: str, label: Callable[[str, str], str]) -> str:
    comma, brackets, space = ("、", "（{}）", "") if language == "zh" else (", ", " ({})", " ")
    if of[FTZ.printedValue]:
        number = of[FTZ.printedValue][0]
    else:
        ends = of[FTZ.value] or of[FTZ.minValue] + of[FTZ.maxValue]
        number = "–".join(number_in_words(end, language) for end in ends)
    for unit in of[FTZ.unit]:
        if unit == _PERCENT:
            number += "%"
        elif unit != _COUNT:
            number += space + label(unit, language)
    qualifiers = comma.join(label(qualifier, language) for qualifier in of[FTZ.qualifier])
    aspects = comma.join(label(aspect, language) for aspect in of[FTZ.aspect])
    return f"{qualifiers} {number}".strip() + (brackets.format(aspects) if aspects else "")


def number_in_words(value: str, language: str) -> str:
    """A number with its large unit: ``1480000000000`` is 1.48万亿 or 1.48 trillion; no digit is lost."""
    number = Decimal(value)
    size, name = next(((s, n) for s, n in _LARGE[language] if abs(number) >= s), (1, ""))
    return f"{(number / size).normalize():,f}{name}"
