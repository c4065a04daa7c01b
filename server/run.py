"""Running the application under Granian, the WSGI server."""

from __future__ import annotations

import os
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from server.app import create_app


def application() -> object:
    """The WSGI application of a server process, from the environment that :func:`run` has set."""
    texts = os.environ.get("FTZ_TEXTS")
    return create_app(Path(os.environ["FTZ_DATASET"]), Path(texts) if texts else None)


def run(host: str, port: int, home: Path, texts: Path | None) -> None:
    """Serve until stopped.

    Args:
        host: address to listen on.
        port: TCP port.
        home: folder of the built dataset.
        texts: folder with the documents' texts, if at hand.
    """
    os.environ["FTZ_DATASET"] = str(home.resolve())
    if texts:
        os.environ["FTZ_TEXTS"] = str(texts.resolve())
    print(
        f"FTZ Graph · 自贸图谱: http://{host}:{port}/   SPARQL: http://{host}:{port}/sparql   (Ctrl+C stops)",
        flush=True,
    )
    Granian(
        "server.run:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=1,
        blocking_threads=16,
        respawn_failed_workers=True,
        log_access=False,
        log_level=LogLevels.warning,
    ).serve()
