"""The search index: every name of every entity, with pinyin, ranked.

One entry an entity, a dict:

    iri, kind       its IRI and address segment
    classes         its most specific classes
    zh, en          its labels
    names           all its Chinese names
    number          its document number, if it has one
    keys            what a search looks in: its names in lower case without white space, quotation marks and brackets,
                    and the pinyin and initials of the Chinese ones
    coined          whether its name is the curator's wording
    weight          how many triples it takes part in
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox
from pypinyin import Style, lazy_pinyin

from graph.grounding import coined_entities
from graph.store import select
from ontology.namespaces import BASE, FTZ, RDFS, SKOS

_NAMES = f"""
SELECT ?entity ?class ?property ?name WHERE {{
  ?entity a ?class . ?class <{FTZ.kind}> ?kind .
  ?entity ?property ?name FILTER (?property IN (<{RDFS.label}>, <{SKOS.altLabel}>, <{FTZ.documentNumber}>))
  FILTER (STRSTARTS(STR(?entity), "{BASE}") && ?kind NOT IN ("passage"))
}}"""
_CLASSES = f"""
SELECT DISTINCT ?entity ?class WHERE {{
  ?entity a ?class . ?class <{FTZ.kind}> ?kind
  MINUS {{ ?entity a ?class , ?narrower . ?narrower <{RDFS.subClassOf}> ?class . ?narrower <{FTZ.kind}> ?any }}
}}"""
_WEIGHTS = """
SELECT ?entity (COUNT(*) AS ?n) WHERE { { ?entity ?p ?o } UNION { ?s ?p ?entity } FILTER isIRI(?entity) } GROUP BY ?entity"""


def key(text: str) -> str:
    """What names are compared by: lower case, without white space, quotation marks and brackets' kinds."""
    return re.sub(r"[\s“”\"'‘’《》〔〕\[\]（）()]", "", text).casefold()


def keys(name: str) -> list[str]:
    """The search keys of a name: itself, and for Chinese its pinyin and initials.

    >>> keys("湖南")
    ['湖南', 'hunan', 'hn']
    """
    plain = key(name)
    if plain.isascii():
        return [plain]
    return [plain, key("".join(lazy_pinyin(plain))), key("".join(lazy_pinyin(plain, style=Style.FIRST_LETTER)))]


def index(store: ox.Store) -> list[dict[str, Any]]:
    """The index of a store's entities, by IRI."""
    weights = {row["entity"].value: int(row["n"].value) for row in select(store, _WEIGHTS)}
    classes: dict[str, list[str]] = defaultdict(list)
    for row in select(store, _CLASSES):
        classes[row["entity"].value].append(row["class"].value)
    coined = {entity.value for entity in coined_entities(store)}
    found: dict[str, dict[str, Any]] = {}
    names: dict[str, set[str]] = defaultdict(set)
    for row in select(store, _NAMES):
        iri, name = row["entity"].value, row["name"]
        entry = found.setdefault(
            iri,
            {
                "iri": iri,
                "kind": iri[len(BASE) :].split("/")[0],
                "classes": sorted(classes[iri]),
                "names": [],
                "coined": iri in coined,
                "weight": weights[iri],
            },
        )
        if name.language == "zh" and name.value not in entry["names"]:
            entry["names"].append(name.value)
        if row["property"].value == RDFS.label:
            entry[name.language] = name.value
        if row["property"].value == FTZ.documentNumber:
            entry["number"] = name.value
        names[iri].add(name.value)
    return [
        found[iri]
        | {"names": sorted(found[iri]["names"]), "keys": sorted({k for name in names[iri] for k in keys(name)})}
        for iri in sorted(found)
    ]


def search(entries: Iterable[dict[str, Any]], words: str) -> list[dict[str, Any]]:
    """Entries whose names hold the words, best first: whole name, then beginning, then part; things with names of their own
    before measures and sections, heavier ones first.

    Args:
        entries: the index.
        words: Chinese, English, pinyin or initials; several words (split at white space) must all occur.
    """
    whole, parts = key(words), [key(part) for part in words.split() if key(part)]
    ranked = []
    for entry in entries if parts else ():
        rank = min(_rank(whole, name) for name in entry["keys"])
        if rank == NONE and len(parts) > 1 and all(any(part in name for name in entry["keys"]) for part in parts):
            rank = SCATTERED
        if rank < NONE:
            ranked.append((rank, entry["coined"], -entry["weight"], entry["iri"], entry))
    return [entry for *_, entry in sorted(ranked, key=lambda row: row[:4])]


WHOLE, BEGINNING, PART, SCATTERED, NONE = range(5)


def _rank(words: str, name: str) -> int:
    """How well words fit a name.

    A single Latin letter only counts at a beginning: as a part it would find everything.
    """
    if name == words:
        return WHOLE
    if name.startswith(words):
        return BEGINNING
    return PART if words in name and (len(words) > 1 or not words.isascii()) else NONE
