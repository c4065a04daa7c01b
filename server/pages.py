"""The pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
from flask import Blueprint, Response, abort, g, render_template, request

from graph import names
from graph.quality import KINDS
from ontology.namespaces import BASE, FTZ, RDFS, SKOS
from queries import examples
from server import data
from server.evidence import is_passage
from server.outline import outline_of
from server.services import services
from server.tilemap import TILES

blueprint = Blueprint("pages", __name__)

SHOWN = 200

_BY_ZONE = f"""SELECT ?zone (COUNT(DISTINCT ?m) AS ?n) {{
  VALUES ?class {{ <{FTZ.Action}> <{FTZ.Practice}> }}
  ?m <{FTZ.implementedIn}> ?zone ; a ?class . ?zone a <{FTZ.Zone}>
}} GROUP BY ?zone"""
_BY_STRATEGY = f"""SELECT ?strategy (COUNT(DISTINCT ?x) AS ?n) {{
  {{ ?x <{FTZ.serves}> ?strategy }} UNION {{ ?x <{FTZ.contributesThroughWhole}> ?strategy . ?x a <{FTZ.Measure}> }}
}} GROUP BY ?strategy"""
_SERVING = f"""SELECT ?m ?zone ?tie ?strategy {{
  {{ ?m <{FTZ.serves}> ?strategy BIND ("stated" AS ?tie) }}
  UNION {{ ?m <{FTZ.contributesThroughWhole}> ?strategy BIND ("through_whole" AS ?tie) }}
  UNION {{ ?m <{FTZ.contributesThroughPlace}> ?strategy BIND ("through_place" AS ?tie) }}
  ?m a <{FTZ.Measure}> .
  OPTIONAL {{ ?m <{FTZ.implementedIn}> ?zone . ?zone a <{FTZ.Zone}> }}
}}"""


@blueprint.get("/")
def home() -> str:
    """What is in the graph, with live figures, and the ways in."""
    catalogue = services().catalogue
    report = catalogue.dataset.report
    per_zone = {r["zone"].value: int(r["n"].value) for r in catalogue.store.select(_BY_ZONE)}
    strategies = Counter({r["strategy"].value: int(r["n"].value) for r in catalogue.store.select(_BY_STRATEGY)})
    tiles = [(f"{BASE}zone/{slug}", *place, per_zone.get(f"{BASE}zone/{slug}", 0)) for slug, place in TILES.items()]
    kinds = Counter(entry["kind"] for entry in catalogue.entries.values())
    return render_template(
        "home.html",
        FTZ=FTZ,
        report=report,
        tiles=tiles,
        most=max(per_zone.values(), default=1),
        strategies=strategies.most_common(10),
        kinds=[(kind, classes[0], kinds[kind]) for kind, classes in catalogue.kinds.items() if kinds[kind]],
        examples=examples(),
        quote=quote,
    )


@blueprint.get("/search")
def search() -> str:
    """Entities by name, alias, document number or pinyin."""
    words = request.args.get("q", "")[:200]
    found = names.search(services().catalogue.entries.values(), words)
    return render_template("search.html", words=words, found=found[:SHOWN], total=len(found))


@blueprint.get("/ontology")
def ontology() -> str | Response:
    """The documentation of the ontology, generated from it."""
    if extension := data.wanted():
        return data.ontology_file(extension)
    catalogue = services().catalogue
    schemes = defaultdict(list)
    query = f"SELECT ?scheme ?concept {{ ?concept <{SKOS.inScheme}> ?scheme }} ORDER BY ?scheme ?concept"
    for row in catalogue.store.select(query):
        schemes[row["scheme"].value].append(row["concept"].value)
    return render_template(
        "ontology.html", RDFS=RDFS, catalogue=catalogue, uses=catalogue.dataset.report, schemes=schemes
    )


@blueprint.get("/quality")
def quality() -> str:
    """Size and quality of the graph, document by document, as the build computed them."""
    report = services().catalogue.dataset.report
    return render_template("quality.html", FTZ=FTZ, report=report, quality=report["quality"], kinds=KINDS)


@blueprint.get("/<kind>")
@blueprint.get("/<kind>/")
def listing(kind: str) -> str:
    """All entities of a kind, the most connected first."""
    catalogue = services().catalogue
    if kind not in catalogue.kinds:
        abort(404)
    found = sorted((e for e in catalogue.entries.values() if e["kind"] == kind), key=lambda e: (-e["weight"], e["iri"]))
    page = max(1, request.args.get("page", 1, type=int))
    return render_template(
        "list.html",
        kind=kind,
        classes=catalogue.kinds[kind],
        found=found[(page - 1) * SHOWN : page * SHOWN],
        total=len(found),
        page=page,
        pages=-(-len(found) // SHOWN),
    )


@blueprint.get("/<kind>/<slug>")
def entity(kind: str, slug: str) -> str | Response:
    """An entity: as a page, or as RDF for those who ask for it."""
    iri = data.entity_iri(kind, slug)
    if extension := data.wanted():
        return data.as_rdf(data.entity_triples(iri), extension)
    if is_passage(iri):
        return _passage(iri)
    catalogue = services().catalogue
    portraitist = services().portraitist
    classes = catalogue.classes_of(iri)
    every_class = set(classes).union(*(catalogue.above(c) for c in classes))
    return render_template(
        "entity.html",
        iri=iri,
        classes=classes,
        aliases=portraitist.aliases(iri),
        outward=portraitist.outward(iri),
        inward=portraitist.inward(iri),
        serving=_serving(iri) if FTZ.Strategy in every_class else None,
        sides=_linked(iri, FTZ.conflictBetween),
        outline=outline_of(catalogue, iri) if every_class & {FTZ.Document, FTZ.Section} else None,
    )


def _passage(iri: str) -> str:
    """One passage: its words or its place, and what it says."""
    store = services().catalogue.store
    by_subject: dict[str, list[ox.Triple]] = defaultdict(list)
    for triple in store.said_by(iri):
        by_subject[triple.subject.value].append(triple)
    catalogue = services().catalogue
    for triples in by_subject.values():
        triples.sort(key=lambda t: (catalogue.order(t.predicate.value), str(t.object)))
    return render_template(
        "passage.html",
        iri=iri,
        shown=services().reader.read(iri),
        said=dict(sorted(by_subject.items())),
        conflicts=_linked(iri, FTZ.inConflict),
    )


def _linked(iri: str, prop: str) -> list[str]:
    """The IRIs that an entity points to by a property."""
    return sorted(t.object.value for t in services().catalogue.store.describe(iri) if t.predicate.value == prop)


def _serving(strategy: str) -> dict[str, Any]:
    """Measures tied to a strategy: tie → zone (empty for none) → measures, each measure under its strongest tie only."""
    ranks = ["stated", "through_whole", "through_place"]
    best: dict[str, int] = {}
    zones: dict[str, set[str]] = defaultdict(set)
    for row in services().catalogue.store.select(_SERVING, {"strategy": ox.NamedNode(strategy)}):
        measure = row["m"].value
        best[measure] = min(best.get(measure, 9), ranks.index(row["tie"].value))
        if "zone" in row:
            zones[measure].add(row["zone"].value)
    ties: dict[str, dict[str, list[str]]] = {rank: defaultdict(list) for rank in ranks}
    for measure in sorted(best):
        for zone in zones[measure] or {""}:
            ties[ranks[best[measure]]][zone].append(measure)
    return {
        "ties": ties,
        "passages": lambda m: services().reader.passages(
            ox.Triple(ox.NamedNode(m), ox.NamedNode(FTZ.serves), ox.NamedNode(strategy))
        ),
        "lang": g.lang,
    }
