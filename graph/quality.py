"""What can be counted of the dataset's quality, document by document: for people to see, computed at build."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from graph.grounding import Grounding
from graph.sealing import parse_name
from graph.store import select
from ontology.namespaces import BASE, FTZ, PASSAGE, RDFS

# The classes whose instances bear their document's name.
KINDS = ("Section", "Task", "Action", "Practice", "ReplicatedResult", "Proposal", "Observation", "Cooperation", "Event")
_INSTANCES = f"SELECT DISTINCT ?s WHERE {{ ?s a/<{RDFS.subClassOf}>* <{FTZ}%s> }}"
_DOCUMENTS = f"SELECT ?document ?slug WHERE {{ ?document <{FTZ.renditionDigest}> ?d BIND (REPLACE(STR(?document), '^.*/', '') AS ?slug) }}"
_LABELS = (
    f'SELECT (COUNT(*) AS ?n) WHERE {{ ?s <{RDFS.label}> ?l FILTER (STRSTARTS(STR(?s), "{BASE}") && LANG(?l) = "%s") }}'
)


def quality(
    store: ox.Store, grounded: Grounding | None, exceptions: Iterable[tuple[str, str]], checks: int, shapes: int
) -> dict[str, Any]:
    """Figures of the whole and of each document.

    Args:
        store: the facts with what was inferred.
        grounded: what grounding found; documents whose text was not at hand get no share.
        exceptions: passage and term of every exception.
        checks: number of checks that were passed.
        shapes: number of shapes that were met.

    Returns:
        ``documents`` by IRI (``passages``, ``statements``, ``kinds``, ``exceptions``, ``checked``, ``found``: share that the
        machine found, or None), ``labels`` by language, ``conflicts``, ``checks``, ``shapes``.
    """
    passages = [g.value for g in store.named_graphs() if g.value.startswith(PASSAGE)]
    of_passage = Counter(parse_name(passage)[0] for passage in passages)
    said: Counter[str] = Counter()
    for passage in passages:
        said[parse_name(passage)[0]] += sum(1 for _ in store.quads_for_pattern(None, None, None, ox.NamedNode(passage)))
    excepted = Counter(parse_name(passage)[0] for passage, _ in exceptions)
    checked: Counter[str] = grounded.documents if grounded else Counter()
    missed = Counter(parse_name(u.passage)[0] for u in grounded.excepted) if grounded else Counter()
    kinds: dict[str, Counter[str]] = {slug: Counter() for slug in of_passage}
    for kind in KINDS:
        for row in select(store, _INSTANCES % kind):
            slug = row["s"].value.rsplit("/", 1)[-1].split(".")[0]
            if slug in kinds:
                kinds[slug][kind] += 1
    documents = {row["slug"].value: row["document"].value for row in select(store, _DOCUMENTS)}
    return {
        "documents": {
            documents[slug]: {
                "passages": of_passage[slug],
                "statements": said[slug],
                "kinds": dict(kinds[slug]),
                "exceptions": excepted[slug],
                "checked": checked[slug],
                "found": round(1 - missed[slug] / checked[slug], 4) if checked[slug] else None,
            }
            for slug in sorted(documents)
        },
        "labels": {
            language: int(next(iter(select(store, _LABELS % language)))["n"].value) for language in ("zh", "en")
        },
        "conflicts": sum(1 for _ in select(store, _INSTANCES % "Conflict")),
        "checks": checks,
        "shapes": shapes,
    }
