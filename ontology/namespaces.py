"""The namespaces, and the one place where terms of the ontology are named in code.

Everything in the project says ``FTZ.something`` through this module. The address kinds are not typed here: they are read
from the ontology (annotation ``ftz:kind``), so a new class brings its own address.
"""

from __future__ import annotations

BASE = "https://w3id.org/ftz-graph/"
ONTOLOGY = BASE + "ontology"
PASSAGE = BASE + "passage/"

STANDARD = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

# Prefixes of kinds whose address segment is not itself a convenient prefix.
SHORT = {
    "ontology": "ftz",
    "bonded-zone": "bonded",
    "linked-area": "linked",
    "event-series": "eventseries",
    "cooperation-kind": "coopkind",
}


class Namespace(str):
    """A namespace IRI whose terms are read as attributes: ``FTZ.partOf`` is the IRI string of ``ftz:partOf``."""

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        return self + name


FTZ = Namespace(ONTOLOGY + "#")
OWL = Namespace(STANDARD["owl"])
RDF = Namespace(STANDARD["rdf"])
RDFS = Namespace(STANDARD["rdfs"])
SKOS = Namespace(STANDARD["skos"])
DCT = Namespace(STANDARD["dct"])
XSD = Namespace(STANDARD["xsd"])
EDTF = STANDARD["edtf"] + "EDTF"  # the datatype of periods: Extended Date/Time Format, ISO 8601-2

# The graphs of the dataset beside the passages' own.
GRAPH_REGISTRY = BASE + "graph/registry"
GRAPH_ONTOLOGY = BASE + "graph/ontology"
GRAPH_INFERRED = BASE + "graph/inferred"
GRAPH_DESCRIPTION = BASE + "graph/description"


def prefix_of(kind: str) -> str:
    """The prefix under which entities of an address kind are written, e.g. ``bonded-zone`` → ``bonded``."""
    return SHORT.get(kind, kind)


def short(iri: str) -> str:
    """An IRI as people write it: ``subarea:hunan-yueyang``, ``ftz:area``; unknown ones in angle brackets."""
    if iri.startswith(BASE):
        kind, separator, slug = iri[len(BASE) :].replace("#", "/").partition("/")
        if separator and slug:
            return f"{prefix_of(kind)}:{slug}"
    for prefix, namespace in STANDARD.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"
