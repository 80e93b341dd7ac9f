# Two commands: `make demo` to see it, `make test` to check it. Needs Python 3.11 or newer with venv, and make.
PY ?= python3
PORT ?= 5057
WORKERS ?= 2
KILLS ?= 250
SEED ?= 57
V := .venv
UV := $(V)/bin/uv pip install -q --python $(V)/bin/python
ASSETS := webapp/assets
ASSET_SOURCES := $(shell find $(ASSETS)/src -type f) $(ASSETS)/package-lock.json $(ASSETS)/build.mjs

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset cluster assets pictures test lives lint format bench chaos locks clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: $(V)/.installed ## Build, seed and serve the demo at http://127.0.0.1:5057 (PORT=... for another port)
	PORT=$(PORT) $(V)/bin/nq57 demo

demo-reset: $(V)/.installed ## Throw the demo's data away and start anew
	PORT=$(PORT) $(V)/bin/nq57 demo --reset

cluster: $(V)/.test-ready ## Production on this machine: PostgreSQL, two web and two clock processes; Ctrl-C ends it
	$(V)/bin/python -m tools.cluster

assets: $(V)/.installed ## Rebuild the browser's files after a change in webapp/assets/src
	$(V)/bin/python tools/build_assets.py

pictures: $(V)/.test-ready ## Take the pictures of README and guides anew from the demo
	$(V)/bin/python -m tools.pictures

test: $(V)/.test-ready ## Run every test, on SQLite, on PostgreSQL and in Chromium
	$(V)/bin/python -m pytest -n $(WORKERS) tests

lives: $(V)/.test-ready ## Let hundreds of random cases and a small country live (long)
	NQ57_TEST_LIVES=300 $(V)/bin/python -m pytest tests/model/test_one_case.py
	$(V)/bin/python -m tests.model.simulator --weeks 12

lint: $(V)/.test-ready ## Style, types, stairs between the rooms, templates, security
	$(V)/bin/ruff check .
	$(V)/bin/ruff format --check .
	$(V)/bin/mypy
	$(V)/bin/lint-imports
	$(V)/bin/djlint --lint --quiet webapp/templates
	$(V)/bin/bandit -q -c pyproject.toml -r workflows webapp notifications

format: $(V)/.test-ready ## Put the code into the house's form
	$(V)/bin/ruff check --fix .
	$(V)/bin/ruff format .

bench: $(V)/.test-ready ## Measure speed and size, also beside other engines (about five minutes)
	$(V)/bin/python -m benchmarks

chaos: $(V)/.test-ready ## Kill 250 processes of a working house at random (KILLS=..., SEED=...) and look for what was lost
	$(V)/bin/python -m tests.crash.chaos --kills $(KILLS) --seed $(SEED)

locks: $(V)/bin/uv ## Choose all versions anew (the only step that changes the locks)
	$(LOCK) pyproject.toml -o requirements/run.lock
	$(LOCK) pyproject.toml --group test --group lint -c requirements/run.lock -o requirements/test.lock
	$(LOCK) --group build -o requirements/build.lock
	$(LOCK) --group bench -o requirements/bench.lock

clean: ## Remove what was built here (not your data)
	rm -rf $(V) $(ASSETS)/node_modules $(ASSETS)/build .mypy_cache .ruff_cache .pytest_cache .hypothesis

LOCK := $(V)/bin/uv pip compile -q --universal --generate-hashes --no-header --upgrade --python-version 3.11

$(V)/bin/uv: requirements/bootstrap.lock
	test -x $@ || $(PY) -m venv $(V)
	$(V)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bootstrap.lock
	touch $@

$(V)/.installed: $(V)/bin/uv requirements/run.lock requirements/build.lock pyproject.toml tools/build_assets.py $(ASSET_SOURCES)
	$(UV) --require-hashes -r requirements/run.lock -r requirements/build.lock
	$(UV) --no-deps --no-build-isolation -e .
	touch $@

$(V)/.test-ready: $(V)/.installed requirements/test.lock
	$(UV) --require-hashes -r requirements/test.lock
	$(V)/bin/python -m tests.support.ready
	touch $@
