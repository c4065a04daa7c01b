"""Linked data: every entity's address answers in RDF too, and the dataset as a whole."""

from __future__ import annotations

import pyoxigraph as ox
from flask import Blueprint, Response, abort, request, send_file

from graph.errors import NotAcceptable
from ontology.namespaces import BASE, FTZ, GRAPH_DESCRIPTION, GRAPH_ONTOLOGY, STANDARD
from server.services import services

blueprint = Blueprint("data", __name__)

MEDIA = {
    "text/html": None,
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
}
EXTENSIONS = {extension: media for media, extension in MEDIA.items() if extension}
PREFIXES = {**STANDARD, "ftz": str(FTZ)}


def wanted() -> str | None:
    """The extension of the RDF format a client wants; None for a page.

    Raises:
        NotAcceptable: it accepts neither a page nor RDF.
    """
    if not request.headers.get("Accept", "").strip():
        return None
    media = request.accept_mimetypes.best_match(list(MEDIA))
    if media is None:
        raise NotAcceptable(f"None of the accepted types is available; there are {', '.join(MEDIA)}.")
    return MEDIA[media]


def as_rdf(triples: list[ox.Triple], extension: str) -> Response:
    """Triples as a response in an RDF format."""
    form = ox.RdfFormat.from_extension(extension)
    assert form is not None
    body = ox.serialize(sorted(triples, key=str), format=form, prefixes=PREFIXES)
    response = Response(body, content_type=form.media_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def entity_triples(iri: str) -> list[ox.Triple]:
    """What is known of an entity: all its triples, and for a passage those it says."""
    store = services().catalogue.store
    return [*store.describe(iri), *store.said_by(iri)]


@blueprint.get("/<kind>/<slug>.<any(ttl, jsonld, nt, rdf):extension>")
def entity_file(kind: str, slug: str, extension: str) -> Response:
    """An entity in one RDF format, chosen by the ending of the address."""
    triples = entity_triples(f"{BASE}{kind}/{slug}")
    return as_rdf(triples, extension) if triples else abort(404)


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
