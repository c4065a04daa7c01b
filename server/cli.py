"""The command ``ftz``: build, check, cite, seal, export, serve."""

from __future__ import annotations

import socket
from pathlib import Path

import click
import pyoxigraph as ox

from graph.build import build as build_dataset
from graph.build import check as check_facts
from graph.cite import cite as find_citations
from graph.cite import fill
from graph.dataset import Dataset
from graph.documents import Text
from graph.errors import DatasetError, FtzError
from graph.sealing import seal as seal_passages
from graph.sources import Sources
from ontology.namespaces import BASE, FTZ, STANDARD

FORMATS = {
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
}

_folder = click.Path(file_okay=False, path_type=Path)
_home = click.option(
    "--dataset",
    "home",
    type=_folder,
    envvar="FTZ_DATASET",
    default="dataset",
    show_default=True,
    help="Folder of the built dataset.",
)
_texts = click.option(
    "--texts", type=_folder, envvar="FTZ_TEXTS", help="Folder with the documents' texts, if they are at hand."
)


class _Commands(click.Group):
    """Shows every error of the project as one sentence, with exit code 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except FtzError as error:
            raise click.ClickException(str(error)) from error


def _load(texts: Path | None) -> list[Text]:
    """The texts of a folder that a statement folder belongs to."""
    if texts is None:
        return []
    if not texts.is_dir():
        raise FtzError(f"The folder of texts {texts} does not exist; correct FTZ_TEXTS or leave it out.")
    named = sorted(p.name for p in (Sources.shipped().root / "graph" / "statements").iterdir() if p.is_dir())
    return [Text.load(texts, name) for name in named if (texts / f"{name}.txt").is_file()]


@click.group(cls=_Commands)
@click.version_option(package_name="ftz-graph")
def main() -> None:
    """FTZ Graph · 自贸图谱: a knowledge graph of China's pilot free trade zones."""


@main.command()
@_home
@_texts
@click.option("--if-needed", is_flag=True, help="Do nothing if no fact file is newer than the dataset.")
def build(home: Path, texts: Path | None, if_needed: bool) -> None:
    """Read the facts, infer, check and write the dataset."""
    sources = Sources.shipped()
    if if_needed and _up_to_date(home, sources):
        click.echo(f"The dataset at {home} is up to date.")
        return
    build_dataset(sources, _load(texts), home, lambda words: click.echo(words, err=True))


def _up_to_date(home: Path, sources: Sources) -> bool:
    try:
        return (Dataset.current(home).folder / "report.json").stat().st_mtime >= sources.newest()
    except DatasetError:
        return False


@main.command()
@_texts
@click.option(
    "--reason/--no-reason", default=True, show_default=True, help="Also let the description logic reasoner judge."
)
def check(texts: Path | None, reason: bool) -> None:
    """Run the checks alone; write nothing."""
    work = check_facts(Sources.shipped(), _load(texts), lambda words: click.echo(words, err=True))
    if reason:
        from graph.reasoner import judge  # starts a Java process, so only where it is asked for

        with work.step("reason", "Reasoning with HermiT"):
            verdict = judge(q.triple for q in work.store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
        if not verdict.consistent or verdict.unsatisfiable:
            raise FtzError(
                f"Not consistent: {verdict.explanation or ', '.join(verdict.unsatisfiable)}; see the disjointness axioms in ontology/."
            )
    click.echo(f"All checks passed ({', '.join(f'{name} {seconds:.1f} s' for name, seconds in work.seconds.items())}).")


@main.command()
@click.argument("document")
@click.argument("words", required=False)
@click.option("--texts", type=_folder, envvar="FTZ_TEXTS", required=True, help="Folder with the documents' texts.")
@click.option("--within", help="Look only under the heading with this title.")
@click.option(
    "--fill",
    "draft",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Put passage names into a draft: each <cite:words>.",
)
def cite(document: str, words: str | None, texts: Path, within: str | None, draft: Path | None) -> None:
    """Print the passages of DOCUMENT in which WORDS stand ("…" stands for anything between)."""
    if not words and not draft:
        raise click.UsageError("Give the words to find, or --fill FILE.")
    text = Text.load(texts, document)
    if draft:
        click.echo(f"{fill(draft, text, within)} passages named in {draft}")
    if words:
        for found in find_citations(text, words, within):
            click.echo(
                f"passage:{found.passage}\n  {' › '.join(found.headings)}\n  …{found.before}【{found.words}】{found.after}…"
            )


@main.command()
@click.argument("document")
@click.option("--texts", type=_folder, envvar="FTZ_TEXTS", required=True, help="Folder with the documents' texts.")
def seal(document: str, texts: Path) -> None:
    """Record position and digest of every passage of DOCUMENT that a statement uses."""
    click.echo(f"{seal_passages(Sources.shipped(), Text.load(texts, document))} written")


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="nquads", show_default=True)
@_home
def export(file: Path, form: str, home: Path) -> None:
    """Write the dataset to FILE (Turtle: the merged graph without the passages' own)."""
    dataset = Dataset.current(home)
    try:
        if form == "nquads":
            file.write_bytes(dataset.nquads.read_bytes())
            return
        store = ox.Store.read_only(str(dataset.store_folder))
        prefixes = {**{k: v for k, v in STANDARD.items() if k != "sd"}, "ftz": FTZ, "passage": BASE + "passage/"}
        whole = None if FORMATS[form].supports_datasets else ox.DefaultGraph()
        store.dump(str(file), FORMATS[form], from_graph=whole, prefixes=prefixes)
    except OSError as error:
        raise FtzError(f"{file} cannot be written ({error.strerror}); choose another place.") from None


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, envvar="PORT", type=click.IntRange(1, 65535))
@_home
@_texts
def serve(host: str, port: int, home: Path, texts: Path | None) -> None:
    """Serve the browser and the SPARQL endpoint."""
    from server.run import run  # the web server is only loaded where it is needed

    Dataset.current(home)
    if texts is not None and not texts.is_dir():
        raise FtzError(f"The folder of texts {texts} does not exist; correct FTZ_TEXTS or leave it out.")
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise FtzError(
            f"Port {port} on {host} cannot be used ({error.strerror}); stop what runs there or choose another: "
            f"make serve PORT={port % 65535 + 1}"
        ) from None
    run(host, port, home, texts)


if __name__ == "__main__":
    main()
