"""Grounding: does each statement's passage really hold the names and figures that the statement says?

For every triple of a passage's graph, its subject, its object and its literal must occur in the passage's words or in
the headings of the sections it stands in. An entity occurs if one of its Chinese names does; an entity that the curator names (its class or
the concept itself is ``ftz:coined``) needs no occurrence. What cannot be found by machine stands, with its reason, in
``graph/statements/DOCUMENT/exceptions.ttl``.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

import pyoxigraph as ox

from graph.documents import Text, digest
from graph.errors import CurationError
from graph.sealing import parse_name
from graph.sources import Sources, parse
from graph.store import select
from ontology.namespaces import BASE, EDTF, FTZ, PASSAGE, RDF, RDFS, SKOS, XSD

_NAMES = f"""
SELECT DISTINCT ?entity ?name WHERE {{
  ?entity <{RDFS.label}>|<{SKOS.altLabel}>|<{SKOS.hiddenLabel}> ?name
  FILTER (isIRI(?entity))
}}"""
_COINED = f"""
SELECT DISTINCT ?entity WHERE {{
  {{ ?entity <{FTZ.coined}> true }}
  UNION {{ ?entity <{RDF.type}>/<{RDFS.subClassOf}>* ?class . ?class <{FTZ.coined}> true }}
}}"""
_HEADINGS = f"""
SELECT DISTINCT ?passage ?heading WHERE {{
  ?passage <{FTZ.inSection}>/<{FTZ.partOf}>* ?section .
  ?section <{FTZ.heading}> ?heading
}}"""


# Words that a list may leave to its last member.
_COMMON = ("自由贸易试验区", "自贸试验区", "片区", "海关")


@dataclass(frozen=True)
class Ungrounded:
    """A statement that the machine does not find in its passage, and which of its terms is missing there."""

    passage: str
    triple: ox.Triple
    missing: str


@dataclass
class Grounding:
    """What the check found.

    Attributes:
        checked: number of statements looked at.
        failures: those not found and not excepted.
        excepted: those not found whose passage and term an exception names.
        moved: passages whose words have another digest than the sealed one.
        idle: exceptions that no statement needs.
        documents: number of statements looked at, by document.
    """

    checked: int
    failures: list[Ungrounded]
    excepted: list[Ungrounded]
    moved: list[str]
    idle: list[tuple[str, str]]
    documents: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """Share of statements that the machine finds in their passages, 0 to 1."""
        return 1 - (len(self.failures) + len(self.excepted)) / self.checked if self.checked else 1.0


def headings_of(store: ox.Store) -> dict[str, list[str]]:
    """For each passage the headings of the sections it stands in, as passages: by the statements, not by the page."""
    found = defaultdict(list)
    for row in select(store, _HEADINGS):
        found[row["passage"].value].append(row["heading"].value)
    return found


def check(store: ox.Store, texts: Iterable[Text], exceptions: dict[tuple[str, str], str]) -> Grounding:
    """Check all passages whose document's text is given.

    Args:
        store: named graphs, and their union in the default graph.
        texts: the texts at hand.
        exceptions: from :func:`exceptions_of`.
    """
    names = defaultdict(set)
    for row in select(store, _NAMES):
        if row["name"].language == "zh" or row["name"].value.isascii():
            names[row["entity"]].add(_plain(row["name"].value))
    coined = coined_entities(store)
    at_hand = {text.name: text for text in texts}
    headings = headings_of(store)
    result = Grounding(0, [], [], [], [])
    used = set()
    for graph in sorted(store.named_graphs(), key=str):
        if not graph.value.startswith(PASSAGE) or (text := at_hand.get(parse_name(graph.value)[0])) is None:
            continue
        span = parse_name(graph.value)[1]
        printed = text.content[span.start : span.end]
        own = _plain(printed)
        above = _plain("".join(text.words(parse_name(heading)[1]) for heading in headings[graph.value]))
        if _digest(store, graph) != digest(printed):
            result.moved.append(graph.value)
        for quad in store.quads_for_pattern(None, None, None, graph):
            result.checked += 1
            result.documents[text.name] += 1
            missing = next(
                (t for t in (quad.subject, quad.object) if not _occurs(t, (own, above, printed), names, coined)), None
            )
            if missing is None:
                continue
            failure = Ungrounded(graph.value, quad.triple, missing.value)
            key = (graph.value, missing.value)
            used.add(key)
            (result.excepted if key in exceptions else result.failures).append(failure)
    result.idle = sorted(k for k in exceptions if k not in used and parse_name(k[0])[0] in at_hand)
    return result


def coined_entities(store: ox.Store) -> set[ox.NamedNode]:
    """The entities whose names are the curator's wording: measures, sections, goals, cooperations …"""
    return {row["entity"] for row in select(store, _COINED)}


def exceptions_of(sources: Sources) -> dict[tuple[str, str], str]:
    """All exceptions: (passage IRI, entity IRI or literal) → reason.

    Raises:
        CurationError: an exception without passage, entity or reason.
    """
    found = {}
    for path in sorted((sources.root / "graph" / "statements").glob("*/exceptions.ttl")):
        by_subject: dict[object, dict[str, str]] = defaultdict(dict)
        for quad in parse(path):
            by_subject[quad.subject][quad.predicate.value] = quad.object.value
        for said in by_subject.values():
            try:
                found[said[FTZ.passage], said[FTZ.entity]] = said[RDFS.comment]
            except KeyError as missing:
                raise CurationError(
                    path, None, f"an exception lacks {missing}; it needs ftz:passage, ftz:entity and rdfs:comment."
                ) from None
    return found


def _digest(store: ox.Store, passage: ox.NamedNode | ox.BlankNode) -> str | None:
    quad = next(iter(store.quads_for_pattern(passage, ox.NamedNode(FTZ.digest), None)), None)
    return quad.object.value if quad else None


def _plain(text: str) -> str:
    """A text without white space, quotation marks and the difference of capitals: what names are compared by."""
    return re.sub(r"[\s“”\"'‘’《》]", "", text).casefold()


def _occurs(
    term: object, words: tuple[str, str, str], names: dict[ox.NamedNode, set[str]], coined: set[ox.NamedNode]
) -> bool:
    """Whether a term is in a passage's words, the headings above it, or (the cells of a table) the words as printed."""
    own, above, printed = words
    if isinstance(term, ox.Literal):
        return all(any(re.search(form, text) for text in (own, above, printed)) for form in _forms(term))
    if not isinstance(term, ox.NamedNode) or term in coined or not term.value.startswith(BASE):
        return True
    return any(name in own or name in above or _listed(name, own) for name in names[term])


def _listed(name: str, words: str) -> bool:
    """Whether a list names the entity by its own part, the common word standing once: 北京、天津和河北自贸试验区."""
    head = next((head for head in _COMMON if name.endswith(head) and name != head), None)
    if head is None:
        return False
    other = r"[、和及与][^、和及与，。；：]{1,8}"
    return (
        re.search(rf"{re.escape(name.removesuffix(head))}(?:{other})+?(?:等[^，。；：]{{0,8}})?{head}", words)
        is not None
    )


def _forms(literal: ox.Literal) -> list[str]:
    """Regular expressions for how a text may print a literal; all of them must be found.

    Numbers stand alone or with 万, 亿, 万亿, may be followed by 多 or 余 or be the lower end of a range that shares the
    sign (500-600万); whole numbers below 100 also in Chinese. Dates are printed as 年月日, periods by their parts.
    """
    value, kind = literal.value, literal.datatype.value
    if kind == XSD.date:
        year, month, day = (int(part) for part in value.split("-"))
        return [rf"(?:{year}年)?(?<!\d){month}月{day}日"]
    if kind == EDTF:
        moments = [moment.split("-") for moment in value.split("/") if moment != ".."]
        ways = (r"(?<!\d){0}(?!\d)", r"(?<!\d){0}(?:月|[-—–至到]\d)|(?<=\d\.){0:02}(?!\d)", r"(?<!\d){0}日")
        return [way.format(int(part)) for moment in moments for part, way in zip(moment, ways, strict=False)]
    if kind in (XSD.integer, XSD.decimal):
        number = Decimal(value)
        after = r"(?:[多余]|[-—–~至到][\d.]+)?"
        signs = ((10**4, "万"), (10**8, "亿"), (10**12, "万亿"))
        forms = [rf"{_digits(number)}(?!\d|\.\d)"]
        forms += [rf"{_digits(number / size)}{after}{sign}" for size, sign in signs]
        if kind == XSD.integer and 0 < number < 100:
            forms += [_chinese(int(number))] + (["两"] if number == 2 else [])
        return ["|".join(forms)]
    return [re.escape(_plain(value))]


def _digits(number: Decimal) -> str:
    """A number in digits as an expression, not as the end of a longer one; final zeros may be printed or not."""
    plain = f"{number:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return rf"(?<![\d.]){re.escape(plain)}{'0*' if '.' in plain else '(?:[.]0+)?'}"


def _chinese(number: int) -> str:
    """A whole number from 1 to 99 in Chinese numerals, as headings print it."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else ("" if tens == 1 else digits[tens]) + "十") + (
        digits[ones] if ones or not tens else ""
    )
