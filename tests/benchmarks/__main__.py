"""``make bench``: what the build costs, beside the same work through plain rdflib, owlrl and pySHACL, in one run.

Both sides do the whole work from cold: read all fact files, infer, validate against the shapes, write N-Quads. Read the
ratios; single times move with the machine.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import owlrl
import pyshacl
from rdflib import Dataset, Graph

from graph.build import build
from graph.sources import Sources
from ontology.namespaces import GRAPH_REGISTRY

Times = dict[str, float]


def ours(sources: Sources, folder: Path) -> Times:
    """Seconds of each step of ``ftz build``."""
    return dict(build(sources, [], folder).report["seconds"])


def peer(sources: Sources, folder: Path) -> Times:
    """Seconds of the same work through plain libraries."""
    times: Times = {}

    def done(step: str) -> None:
        nonlocal begun
        times[step] = time.perf_counter() - begun
        begun = time.perf_counter()

    begun = time.perf_counter()
    dataset, merged = Dataset(), Graph()
    for path in sources.files():
        if path.suffix == ".trig":
            part = Dataset()
            part.parse(path, format="trig")
            for s, p, o, g in part.quads():
                dataset.get_context(g or GRAPH_REGISTRY).add((s, p, o))
                merged.add((s, p, o))
        else:
            for triple in Graph().parse(path, format="turtle"):
                dataset.get_context(GRAPH_REGISTRY).add(triple)
                merged.add(triple)
    done("read")
    pyshacl.validate(merged, shacl_graph=str(sources.shapes), advanced=True)
    done("validate")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(merged)
    done("infer")
    for triple in merged:
        dataset.default_graph.add(triple)
    lines = sorted(dataset.serialize(format="nquads").splitlines())
    (folder / "peer.nq").write_text("\n".join(lines), encoding="utf-8")
    done("write")
    return times


def main() -> None:
    """Run both and print the table."""
    sources = Sources.shipped()
    with tempfile.TemporaryDirectory() as folder:
        mine = ours(sources, Path(folder) / "dataset")
        theirs = peer(sources, Path(folder))
    print(f"{'step':<10} {'ftz build':>10} {'share':>7} {'rdflib + owlrl + pySHACL':>26} {'ratio':>8}")
    for step in [*mine, *(s for s in theirs if s not in mine)]:
        a, b = mine.get(step), theirs.get(step)
        share = f"{a / sum(mine.values()):.0%}" if a is not None else ""
        ratio = f"{b / a:.1f} ×" if a and b else ""
        print(
            f"{step:<10} {f'{a:.2f} s' if a is not None else '':>10} {share:>7} {f'{b:.2f} s' if b is not None else '':>26} {ratio:>8}"
        )
    print(
        f"{'all':<10} {sum(mine.values()):>8.2f} s {'':>7} {sum(theirs.values()):>24.2f} s {sum(theirs.values()) / sum(mine.values()):>6.1f} ×"
    )


if __name__ == "__main__":
    main()
