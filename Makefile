# Every target makes what it needs: a fresh clone with Python 3.11, make and git is enough.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin

.PHONY: serve test build lint bench clean

serve: .venv/run
	$(BIN)/plenipot serve --host $(HOST) --port $(PORT)

build: .venv/run
	$(BIN)/plenipot build

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/mypy

test: lint
	$(BIN)/plenipot build --check
	$(BIN)/pytest -n 2 --dist loadfile

bench: .venv/dev
	$(BIN)/python -m benchmarks.closure

clean:
	rm -rf .venv

.venv/run: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/dev: .venv/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@
