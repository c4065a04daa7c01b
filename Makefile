# One word each: serve, test, lint, bench, build, check, lock. Everything a word needs is set up by it.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
READY := .venv/.ready
DEV := .venv/.dev

.PHONY: serve test lint bench build check lock clean

serve: build
	@$(BIN)/ftz serve --port $(PORT)

build: $(READY)
	@$(BIN)/ftz build --if-needed

check: $(READY)
	@$(BIN)/ftz check

test: $(DEV)
	$(BIN)/pytest --ignore=tests/benchmarks

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(DEV) build
	$(BIN)/python -m tests.benchmarks

$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + "; set PYTHON=…")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): $(READY) requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@command -v chromium chromium-browser google-chrome >/dev/null 2>&1 || $(BIN)/playwright install chromium
	@touch $@

lock: $(DEV)
	$(BIN)/uv pip compile --universal --generate-hashes --no-header --no-emit-index-url --no-annotate -q pyproject.toml --extra build -o requirements.lock
	$(BIN)/uv pip compile --universal --generate-hashes --no-header --no-emit-index-url --no-annotate -q pyproject.toml --extra build --extra dev -o requirements-dev.lock

clean:
	rm -rf .venv dataset
