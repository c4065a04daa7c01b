"""The SPARQL endpoint: SPARQL 1.1 Protocol, queries only.

Clauses are those of https://www.w3.org/TR/sparql11-protocol/ (2.1 query operation, 2.2 update operation).
"""

from __future__ import annotations

import json

from flask import Blueprint, Response, g, render_template, request
from werkzeug.datastructures import MultiDict

from graph.errors import MalformedQuery, NotAcceptable, QueryRefused
from queries import examples
from server.failures import wants_html
from server.services import services

blueprint = Blueprint("sparql", __name__)

# Media types in order of preference and the extension by which the engine knows the format.
RESULTS = {
    "application/sparql-results+json": "srj",
    "application/json": "srj",
    "application/sparql-results+xml": "srx",
    "application/xml": "srx",
    "text/xml": "srx",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
GRAPHS = {
    "text/turtle": "ttl",
    "application/x-turtle": "ttl",
    "application/n-triples": "nt",
    "text/plain": "nt",
    "application/rdf+xml": "rdf",
    "application/xml": "rdf",
    "text/xml": "rdf",
    "application/ld+json": "jsonld",
    "application/json": "jsonld",
}
SHORT = {
    "json": ("srj", "jsonld"),
    "xml": ("srx", "rdf"),
    "csv": ("csv", None),
    "tsv": ("tsv", None),
    "turtle": (None, "ttl"),
    "ttl": (None, "ttl"),
    "ntriples": (None, "nt"),
    "nt": (None, "nt"),
    "rdfxml": (None, "rdf"),
    "jsonld": (None, "jsonld"),
}


@blueprint.route("/sparql", methods=["GET", "POST"])
def endpoint() -> Response | str:
    """Answer a query; a browser that brings none gets a form."""
    query, parameters = _read_request()
    if query is None:
        if request.method == "GET" and wants_html():
            return render_template("sparql.html", query=examples()[0].query, examples=examples(), result=None)
        raise MalformedQuery(
            "No query was sent; send one as the parameter 'query' (GET or form), or as a body of type application/sparql-query."
        )
    pool = services().pool
    default, named = parameters.getlist("default-graph-uri"), parameters.getlist("named-graph-uri")
    # SPARQL 1.1 Protocol 2.1.4: a dataset in the request replaces that of the query and of the service.
    scope = {"default": default, "named": named if default or named else None}
    if wants_html() and not parameters.get("format"):
        return _page(query, scope)
    results, graph = _formats(parameters.get("format") or None)
    answer = pool.run(query, results, graph, **scope)  # type: ignore[arg-type]
    response = Response(answer.body, content_type=answer.media)
    response.vary.add("Accept")
    return _open(response)


def _read_request() -> tuple[str | None, MultiDict[str, str]]:
    """The query and the other parameters, from wherever the protocol lets them stand (2.1.1–2.1.3).

    Raises:
        QueryRefused: it is an update.
        MalformedQuery: several queries, or a body of another type.
    """
    parameters: MultiDict[str, str] = MultiDict(request.args)
    if request.method == "POST":
        if request.mimetype == "application/sparql-update":
            raise QueryRefused("This endpoint is read-only; updates are not accepted.")
        if request.mimetype == "application/sparql-query":
            try:
                parameters.add("query", request.get_data().decode("utf-8"))
            except UnicodeDecodeError:
                raise MalformedQuery("The query is not UTF-8 text.") from None
        elif request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data"):
            parameters.update(request.form)
        else:
            raise MalformedQuery(
                f"A body of type '{request.mimetype}' is not a query; use application/sparql-query or a form."
            )
    if "update" in parameters:
        raise QueryRefused("This endpoint is read-only; updates are not accepted.")
    queries = parameters.getlist("query")
    if len(queries) > 1:
        raise MalformedQuery(f"{len(queries)} queries were sent; send exactly one.")
    return (queries[0] if queries else None), parameters


def _formats(short: str | None) -> tuple[str | None, str | None]:
    """The formats for a table and for a graph: by ``format=``, else by Accept.

    Raises:
        NotAcceptable: neither is known.
    """
    if short is not None:
        if short not in SHORT:
            raise NotAcceptable(f"There is no format '{short}'; there are {', '.join(SHORT)}.")
        return SHORT[short]
    accept = request.accept_mimetypes
    if not accept or not request.headers.get("Accept", "").strip():
        return "srj", "ttl"
    results = accept.best_match(list(RESULTS))
    graph = accept.best_match(list(GRAPHS))
    if results is None and graph is None:
        raise NotAcceptable(
            f"None of the accepted types is available; there are {', '.join(dict.fromkeys([*RESULTS, *GRAPHS]))}."
        )
    return RESULTS.get(results or ""), GRAPHS.get(graph or "")


def _page(query: str, scope: dict[str, list[str] | None]) -> str:
    """The result as a page: a table with links into the browser, or the graph as Turtle."""
    answer = services().pool.run(query, "srj", "ttl", **scope)  # type: ignore[arg-type]
    result = {"turtle": answer.body.decode("utf-8")} if answer.media == "text/turtle" else _table(answer.body)
    return render_template("sparql.html", query=query, examples=examples(), result=result, language=g.lang)


def _table(body: bytes) -> dict[str, object]:
    parsed = json.loads(body)
    if "boolean" in parsed:
        return {"boolean": parsed["boolean"]}
    return {"vars": parsed["head"]["vars"], "rows": parsed["results"]["bindings"]}


def _open(response: Response) -> Response:
    """Let scripts of other sites read the answer: the data is public."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
