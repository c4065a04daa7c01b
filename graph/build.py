"""Build: read → check → validate → ground → infer → describe → write.

Every step may stop the build with :class:`BuildFailed`; only a finished build takes the place of the last one.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from graph import checking, describe, grounding, names, quality, rules, shapes
from graph.dataset import Dataset, put_in_force
from graph.documents import Text
from graph.errors import CurationError, FtzError
from graph.sources import ONTOLOGY, Sources, parse
from ontology.namespaces import BASE, GRAPH_INFERRED, PASSAGE, STANDARD, short

Progress = Callable[[str], None]
_TARGET = STANDARD["sh"] + "targetClass"
LIMIT = 0.98  # least share of statements that the machine must find in their passages


class BuildFailed(FtzError):
    """The facts hold mistakes; ``mistakes`` lists them with file and line."""

    def __init__(self, mistakes: list[CurationError]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(str(m) for m in mistakes) + f"\n{len(mistakes)} mistakes; nothing was written.")


@dataclass
class Workshop:
    """The state of one build: the facts in memory, how long each step took, what the checks said."""

    sources: Sources
    texts: list[Text]
    progress: Progress
    store: ox.Store = field(default_factory=ox.Store)
    asserted: set[ox.Quad] = field(default_factory=set)
    inferred: list[ox.Triple] = field(default_factory=list)
    grounded: grounding.Grounding | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str, words: str) -> Iterator[None]:
        """Time a step and tell of it."""
        self.progress(f"{words} …")
        begun = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0) + time.perf_counter() - begun

    def read(self) -> None:
        """Read all fact files; the default graph becomes the union of the graphs."""
        self.asserted = set(self.sources.quads())
        self.store.bulk_extend(self.asserted)
        self.store.bulk_extend(ox.Quad(*q.triple) for q in self.asserted)
        self.progress(f"  {len(self.asserted)} quads from {len(self.sources.files())} files")

    def check(self) -> None:
        """Run the project's checks.

        Raises:
            BuildFailed: some check returned rows.
        """
        if mistakes := checking.run(self.store, self.sources):
            raise BuildFailed(mistakes)

    def infer(self) -> None:
        """Add what the ontology's axioms entail, to the default graph and to ``graph/inferred``."""
        ontology = (q.triple for q in self.asserted if q.graph_name == ONTOLOGY)
        self.inferred = rules.infer(self.store, rules.rules(ontology), lambda words: self.progress("  " + words))
        self.store.extend(
            ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(GRAPH_INFERRED)) for t in self.inferred
        )

    def validate(self) -> None:
        """Validate the asserted facts against the shapes.

        Raises:
            BuildFailed: with the violations.
        """
        if mistakes := shapes.validate(self.store, self.sources.shapes, self.sources):
            raise BuildFailed(mistakes)

    def ground(self) -> None:
        """Check statements against the texts at hand.

        Raises:
            BuildFailed: passages that moved, statements not found, exceptions not needed.
        """
        found = grounding.check(self.store, self.texts, grounding.exceptions_of(self.sources))
        self.grounded = found
        where = self.sources.locate
        mistakes = [
            CurationError(
                *where(iri),
                f"{short(iri)}: the text reads otherwise than when it was sealed; find it again with ftz cite.",
            )
            for iri in found.moved
        ]
        mistakes += [
            CurationError(
                *where(f.passage),
                f"the passage does not name {_term(f.missing)}; correct the statement, give the entity the name printed there, or except it with a reason.",
            )
            for f in found.failures
        ]
        mistakes += [
            CurationError(*where(p), f"the exception for {_term(term)} in {short(p)} is not needed; take it out.")
            for p, term in found.idle
        ]
        if mistakes:
            raise BuildFailed(mistakes)
        if found.checked:
            self.progress(
                f"  {found.checked} statements, {found.share:.1%} found by machine, {len(found.excepted)} excepted"
            )
            if found.share < LIMIT:
                raise FtzError(
                    f"Only {found.share:.1%} of the statements are found in their passages; at least {LIMIT:.0%} must be."
                )


def check(sources: Sources, texts: list[Text], progress: Progress = lambda _: None) -> Workshop:
    """Read, check, validate and ground, without writing anything.

    Raises:
        BuildFailed: with every mistake of the first step that finds any.
        CurationError: a file that cannot be parsed.
    """
    work = Workshop(sources, texts, progress)
    with work.step("read", "Reading the facts"):
        work.read()
    with work.step("check", "Checking names, types and places"):
        work.check()
    with work.step("validate", "Validating against the shapes"):
        work.validate()
    with work.step("ground", f"Grounding in {len(texts)} texts"):
        work.ground()
    with work.step("infer", "Inferring"):
        work.infer()
    return work


def build(sources: Sources, texts: list[Text], home: Path, progress: Progress = lambda _: None) -> Dataset:
    """Build the dataset and put it in force.

    Args:
        sources: the facts.
        texts: texts to ground in; documents without a text are not grounded.
        home: the dataset's folder.
        progress: told what happens.

    Raises:
        BuildFailed, CurationError: see :func:`check`; the last dataset stays in force.
    """
    work = check(sources, texts, progress)
    home.mkdir(parents=True, exist_ok=True)
    for left in home.glob("draft-*"):  # by a build that was killed; a build takes seconds, so an hour is long enough
        if time.time() - left.stat().st_mtime > 3600:
            shutil.rmtree(left, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=home))
    try:
        with work.step("describe", "Describing"):
            figures = describe.counts(work.store)
            described = list(describe.description(figures, version("ftz-graph")))
            work.store.extend([*described, *(ox.Quad(*q.triple) for q in described)])
        with work.step("write", "Writing"):
            digest = _write(work.store, draft)
            (draft / "names.json").write_text(json.dumps(names.index(work.store), ensure_ascii=False), encoding="utf-8")
        report = {
            "version": version("ftz-graph"),
            "digest": digest,
            **figures,
            **_quality(work),
            "seconds": work.seconds,
        }
        (draft / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
        done = put_in_force(home, draft, digest[:16])
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    progress(
        f"Dataset {digest[:16]}: {figures['statements']} statements on {figures['entities']} entities, {sum(work.seconds.values()):.1f} s"
    )
    return done


def _write(store: ox.Store, draft: Path) -> str:
    """Write canonical N-Quads and the on-disk store; return the SHA-256 of the N-Quads."""
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    written = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""
    content = b"".join(sorted(written.splitlines(keepends=True)))
    (draft / "ftz-graph.nq").write_bytes(content)
    disk = ox.Store(str(draft / "store"))
    disk.bulk_load(content, ox.RdfFormat.N_QUADS)
    disk.optimize()
    del disk
    return hashlib.sha256(content).hexdigest()


def _term(value: str) -> str:
    """An entity in short, or a literal in quotation marks."""
    return short(value) if value.startswith("http") else f'"{value}"'


def _quality(work: Workshop) -> dict[str, Any]:
    """What the checks say of the whole, for people to see."""
    grounded = work.grounded
    return {
        "inferred": len(work.inferred),
        "evidence": sum(
            1
            for q in work.asserted
            if isinstance(q.graph_name, ox.NamedNode) and q.graph_name.value.startswith(PASSAGE)
        ),
        "grounding": None
        if grounded is None or not grounded.checked
        else {
            "checked": grounded.checked,
            "share": round(grounded.share, 4),
            "excepted": len(grounded.excepted),
        },
        "quality": quality.quality(
            work.store,
            grounded,
            grounding.exceptions_of(work.sources),
            len(checking.all_checks()),
            sum(1 for q in parse(work.sources.shapes) if q.predicate.value == _TARGET),
        ),
        "base": BASE,
    }
