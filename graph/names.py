"""The search index: every name of every entity, with pinyin, ranked.

One entry an entity: ``{"iri", "kind", "classes", "zh", "en", "names", "keys", "weight"}``. ``classes`` are its most specific
classes, ``names`` all its Chinese names, ``number`` (if it has one) its document number; ``keys`` are its names in lower case without white space and quotation marks, with
their full pinyin and initials; ``coined`` tells that its name is the
curator's wording, ``weight`` how many triples it takes part in.
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


def search(entries: Iterable[dict[str, Any]], words: str, kind: str | None = None) -> list[dict[str, Any]]:
    """Entries whose names hold the words, best first: whole name, then beginning, then part; things with names of their own
    before measures and sections, heavier ones first.

    Args:
        entries: the index.
        words: Chinese, English, pinyin or initials; several words (split at white space) must all occur.
        kind: only entities with this address segment.
    """
    parts = [key(part) for part in words.split() if key(part)]
    ranked = []
    for entry in entries:
        if not parts or (kind and entry["kind"] != kind):
            continue
        ranks = [min((_rank(part, k) for k in entry["keys"]), default=9) for part in [key(words)]]
        if ranks[0] == 9 and len(parts) > 1 and all(any(part in k for k in entry["keys"]) for part in parts):
            ranks[0] = 3
        if ranks[0] < 9:
            ranked.append((ranks[0], entry["coined"], -entry["weight"], entry["iri"], entry))
    return [entry for *_, entry in sorted(ranked, key=lambda row: row[:4])]


def _rank(words: str, name: str) -> int:
    """0 for the whole name, 1 for its beginning, 2 for a part of it, 9 for none.

    A single Latin letter only counts at a beginning: as a part it would find everything.
    """
    if name == words:
        return 0
    if name.startswith(words):
        return 1
    return 2 if words in name and (len(words) > 1 or not words.isascii()) else 9
