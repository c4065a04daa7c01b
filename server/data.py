"""Linked data: every entity's address answers in RDF too, and the dataset as a whole."""

from __future__ import annotations

import re

import pyoxigraph as ox
from flask import Blueprint, Response, abort, send_file

from graph.errors import NotAcceptable
from ontology.namespaces import BASE, FTZ, GRAPH_DESCRIPTION, GRAPH_ONTOLOGY, STANDARD
from server.negotiation import best
from server.services import services

blueprint = Blueprint("data", __name__)

MEDIA = {
    "text/html": None,
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
}
SLUG = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
PREFIXES = {**STANDARD, "ftz": str(FTZ)}


def wanted() -> str | None:
    """The extension of the RDF format a client wants; None for a page.

    Raises:
        NotAcceptable: it accepts neither a page nor RDF.
    """
    media = best(MEDIA)
    if media is None:
        raise NotAcceptable(f"None of the accepted types is available; there are {', '.join(MEDIA)}.")
    return MEDIA[media]


def entity_iri(kind: str, slug: str) -> str:
    """The IRI of an entity that the graph knows, from the parts of its address; anything else is a 404."""
    catalogue = services().catalogue
    iri = f"{BASE}{kind}/{slug}"
    if kind not in catalogue.kinds or not SLUG.fullmatch(slug) or not catalogue.store.describe(iri):
        abort(404)
    return iri


def as_rdf(triples: list[ox.Triple], extension: str) -> Response:
    """Triples as a response in an RDF format."""
    form = ox.RdfFormat.from_extension(extension)
    assert form is not None
    body = ox.serialize(sorted(triples, key=str), format=form, prefixes=PREFIXES)
    return Response(body, content_type=form.media_type)


def entity_triples(iri: str) -> list[ox.Triple]:
    """What is known of an entity: all its triples, and for a passage those it says."""
    store = services().catalogue.store
    return [*store.describe(iri), *store.said_by(iri)]


@blueprint.get("/<kind>/<slug>.<any(ttl, jsonld, nt, rdf):extension>")
def entity_file(kind: str, slug: str, extension: str) -> Response:
    """An entity in one RDF format, chosen by the ending of the address."""
    return as_rdf(entity_triples(entity_iri(kind, slug)), extension)


@blueprint.get("/ontology.<any(ttl, jsonld, nt, rdf):extension>")
def ontology_file(extension: str) -> Response:
    """The ontology in one RDF format."""
    return as_rdf(services().catalogue.store.said_by(GRAPH_ONTOLOGY), extension)


@blueprint.get("/dataset")
@blueprint.get("/.well-known/void")
def description() -> Response:
    """The dataset's description of itself (VoID and DCAT), as RDF."""
    return as_rdf(services().catalogue.store.said_by(GRAPH_DESCRIPTION), wanted() or "ttl")


@blueprint.get("/dataset.nq")
def dataset() -> Response:
    """The whole dataset as canonical N-Quads."""
    path = services().catalogue.dataset.nquads
    return send_file(path, mimetype="application/n-quads", as_attachment=True, download_name=path.name)
