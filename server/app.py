"""The application: one function wires everything, the other modules bring blueprints or ``init_app``."""

from __future__ import annotations

import logging
from pathlib import Path

from flask import Flask, Response, g, request

from graph.dataset import Dataset
from graph.documents import Text
from graph.errors import TextError
from graph.pool import Limits, Pool
from ontology.namespaces import short
from server import data, failures, i18n, pages, sparql
from server.catalogue import Catalogue, path_of
from server.evidence import EvidenceReader
from server.services import Services


def readable(folder: Path | None, catalogue: Catalogue, logger: logging.Logger) -> dict[str, Text]:
    """The texts of a folder in which the passages' positions hold: those of the very rendition that was sealed.

    Args:
        folder: where the texts are; None for none.
        catalogue: knows the renditions' digests.
        logger: told of texts that are left out.
    """
    found = {}
    for path in sorted(folder.glob("*.txt")) if folder else []:
        try:
            text = Text.load(path.parent, path.stem)
        except TextError as error:
            logger.warning("%s", error)
            continue
        if text.digest in catalogue.renditions:
            found[text.name] = text
        else:
            logger.info("%s is not a text that the graph's passages refer to; it is left out", path)
    return found


def name_things(app: Flask, catalogue: Catalogue, reader: EvidenceReader) -> None:
    """Give templates the words for things: labels, addresses, evidence."""
    version = catalogue.dataset.report["digest"][:8]

    @app.context_processor
    def names_for_templates() -> dict[str, object]:
        language = g.get("lang", "zh")
        return {
            "label": lambda iri: catalogue.label(iri, language),
            "brief": lambda iri: catalogue.brief(iri, language),
            "number": lambda iri: catalogue.sections[iri].number if iri in catalogue.sections else "",
            "figure": lambda iri: catalogue.figures.get(iri, {}).get(language, ""),
            "short": short,
            "region_name": lambda iri: catalogue.region_name(iri, language),
            "label_in": catalogue.label,
            "definition": lambda iri: catalogue.definition(iri, language),
            "kind_label": lambda kind: catalogue.label(catalogue.kinds[kind][0], language),
            "path": path_of,
            "evidence": reader.read,
            "version": version,
        }


def create_app(home: Path, texts: Path | None = None, limits: Limits | None = None, workers: int = 4) -> Flask:
    """The application over the dataset in force.

    Args:
        home: folder of the built dataset.
        texts: folder with the documents' texts, if at hand.
        limits: what one user's query may use.
        workers: how many processes run users' queries.

    Raises:
        DatasetError: nothing has been built.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 2 << 20
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.logger.setLevel(logging.INFO)
    dataset = Dataset.current(home)
    catalogue = Catalogue(dataset, dataset.open())
    reader = EvidenceReader(catalogue, readable(texts, catalogue, app.logger))
    app.extensions["ftz"] = Services(catalogue, reader, Pool(dataset.store_folder, workers, limits), dataset.hold())
    for module in (i18n, failures):
        module.init_app(app)
    for blueprint in (sparql.blueprint, data.blueprint, pages.blueprint):
        app.register_blueprint(blueprint)

    name_things(app, catalogue, reader)

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'"
        )
        # The data is public and nobody is logged in: scripts of other sites may read everything.
        response.headers["Access-Control-Allow-Origin"] = "*"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, POST, HEAD, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return app
