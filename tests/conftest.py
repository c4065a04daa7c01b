"""The fixtures everything stands on: small facts in readable files, the shipped dataset built once, a real server."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from graph import build
from graph.cite import fill
from graph.dataset import Dataset
from graph.documents import Text
from graph.pool import Limits
from graph.sealing import seal
from graph.sources import Sources
from server.app import create_app

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data"
MINI = "mini-2024-1"


@pytest.fixture
def mini_text() -> Text:
    """The text of a plan of a dozen lines."""
    return Text.load(DATA / "texts", MINI)


@pytest.fixture
def facts(tmp_path: Path, mini_text: Text) -> Sources:
    """Facts of that plan, filled and sealed, in a folder that a test may change."""
    root = tmp_path / "facts"
    shutil.copytree(DATA / "mini", root)
    shutil.copytree(ROOT / "ontology", root / "ontology")
    sources = Sources(root)
    fill(root / "graph" / "statements" / MINI / "plan.trig", mini_text)
    seal(sources, mini_text)
    return sources


@pytest.fixture(scope="session")
def texts() -> Path:
    """The folder of the documents' texts; where it is not at hand, tests that need it say so."""
    folder = os.environ.get("FTZ_TEXTS")
    if not folder:
        pytest.skip("needs the documents' texts (FTZ_TEXTS)")
    return Path(folder).resolve()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the shipped dataset, built once."""
    folder = tmp_path_factory.mktemp("dataset")
    build.build(Sources.shipped(), [], folder)
    return folder


@pytest.fixture(scope="session")
def dataset(home: Path) -> Dataset:
    """The shipped dataset."""
    return Dataset.current(home)


@pytest.fixture(scope="session")
def app(home: Path):
    """The application over the shipped dataset, without texts."""
    app = create_app(home, limits=Limits(seconds=2, memory=512 << 20, result=4 << 20, wait=2), workers=2)
    yield app
    app.extensions["ftz"].close()


@pytest.fixture
def client(app):
    """A client of the application."""
    return app.test_client()


@pytest.fixture
def runner():
    """Runs the command ``ftz``."""
    from click.testing import CliRunner

    return CliRunner()


def free_port() -> int:
    """A TCP port that nothing uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def server(home: Path):
    """The address of a real ``ftz serve``, with the texts if they are at hand."""
    port = free_port()
    command = [sys.executable, "-m", "server.cli", "serve", "--port", str(port), "--dataset", str(home)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            break
        except OSError:
            time.sleep(0.1)
    yield address
    process.terminate()
    process.wait(timeout=20)
