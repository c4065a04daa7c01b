"""The SPARQL endpoint: SPARQL 1.1 Protocol, queries only.

Clauses are those of https://www.w3.org/TR/sparql11-protocol/ (2.1 query operation, 2.2 update operation).
"""

from __future__ import annotations

import json

from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import MultiDict

from graph.errors import MalformedQuery, NotAcceptable, QueryError, QueryRefused
from queries import examples
from server.negotiation import best, wants_html
from server.services import services

blueprint = Blueprint("sparql", __name__)

Scope = tuple[list[str] | None, list[str] | None]

PAGE = 2 << 20  # bytes of result that a page shows; larger ones are for programs

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
def endpoint() -> Response | str | tuple[str, int]:
    """Answer a query; a browser that brings none gets a form."""
    query, parameters = _read_request()
    if query is None:
        if request.method == "GET" and wants_html():
            return render_template("sparql.html", query=examples()[0].query, examples=examples(), result=None)
        raise MalformedQuery(
            "No query was sent; send one as the parameter 'query' (GET or form), or as a body of type application/sparql-query."
        )
    pool = services().pool
    scope = _scope(parameters)
    if wants_html(["application/json", *RESULTS, *GRAPHS]) and not parameters.get("format"):
        return _page(query, scope)
    results, graph = _formats(parameters.get("format") or None)
    answer = pool.run(query, results, graph, *scope)
    return Response(answer.body, content_type=answer.media)


def _scope(parameters: MultiDict[str, str]) -> Scope:
    """Default and named graphs of the request: they replace those of the query and of the service (2.1.4)."""
    default, named = parameters.getlist("default-graph-uri"), parameters.getlist("named-graph-uri")
    return (default, named) if default or named else (None, None)


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
    results, graph = best(RESULTS), best(GRAPHS)
    if results is None and graph is None:
        available = ", ".join(dict.fromkeys([*RESULTS, *GRAPHS]))
        raise NotAcceptable(f"None of the accepted types is available; there are {available}.")
    return RESULTS.get(results or ""), GRAPHS.get(graph or "")


def _page(query: str, scope: Scope) -> tuple[str, int]:
    """The result as a page: a table with links into the browser, or the graph as Turtle; or what went wrong, in the form."""
    result, problem, status = None, None, 200
    try:
        answer = services().pool.run(query, "srj", "ttl", *scope, largest=PAGE)
        result = {"turtle": answer.body.decode("utf-8")} if answer.media == "text/turtle" else _table(answer.body)
    except QueryError as error:
        problem, status = str(error), error.status
    return render_template("sparql.html", query=query, examples=examples(), result=result, problem=problem), status


def _table(body: bytes) -> dict[str, object]:
    parsed = json.loads(body)
    if "boolean" in parsed:
        return {"boolean": parsed["boolean"]}
    return {"vars": parsed["head"]["vars"], "rows": parsed["results"]["bindings"]}
