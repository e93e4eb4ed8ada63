# listerules: `make` lists what can be made. A fresh machine needs Python 3.11 or newer, and make.

PYTHON ?= python3
BIN := .venv/bin
# A file of this name says that .venv holds what pyproject.toml and constraints.txt ask for.
READY := .venv/ready
READY_TO_TEST := .venv/ready-to-test
READY_TO_MUTATE := .venv/ready-to-mutate
# The peers of the benchmarks have an environment of their own.
BENCH := build/benchmarks
INSTALL_PEERS := $(BENCH)/venv/bin/python -m pip install --quiet --disable-pip-version-check
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable

.DEFAULT_GOAL := help
.PHONY: help run test fuzz check mutants bench bench-quick bench-engines fixtures schema clean

help: ## list what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{ printf "  %-17s %s\n", $$1, $$2 }'

run: $(READY) ## classify the published figures
	$(BIN)/listerules classify fixtures/published/areas.csv --history fixtures/published/lists.csv --format lists

test: check ## check the code, then run every test
	$(BIN)/python -m pytest -n 2

fuzz: $(READY_TO_TEST) ## give thousands of hostile files to the readers (Linux)
	$(BIN)/python tests/fuzz/soak.py --inputs 5000

check: $(READY_TO_TEST) ## style, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

mutants: $(READY_TO_MUTATE) ## change the code a word at a time: does a test fail each time? (some hours)
	@failed=0; for module in numbers evaluate model engine.lines engine.exact engine.figures engine.baselines engine.tests \
		engine.lists engine.rows; do \
		$(BIN)/python tests/mutation/run.py $$module || failed=1; \
	done; exit $$failed

bench: $(BENCH)/ready ## time us beside the peers, and write tables and plot (half an hour)
	$(BENCH)/venv/bin/python -m benchmarks

bench-quick: $(BENCH)/ready-quick ## a small run of the same: fails on wrong answers alone
	$(BENCH)/venv/bin/python -m benchmarks --quick

bench-engines: $(READY_TO_TEST) ## time files, databases and Spark, and write the table of docs/engines.md
	@started=$$(.ci/postgres start) && trap ".ci/postgres stop $$(echo "$$started" | head -1)" EXIT && \
	LISTERULES_TEST_POSTGRES=$$(echo "$$started" | tail -1) $(BIN)/python -m benchmarks.engines

fixtures: $(READY) ## write the made-up tables anew
	$(BIN)/python fixtures/made_up/make.py

schema: $(READY) ## write the JSON Schemas of the rule files anew
	$(BIN)/python -m listerules.law.schema rules

clean: ## remove all that was made here
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests fixtures -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "listerules needs Python 3.11 or newer; name one with: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	@touch $@

$(READY): .venv/created pyproject.toml constraints.txt
	$(INSTALL) .
	@touch $@

$(READY_TO_TEST): .venv/created pyproject.toml constraints.txt
	$(INSTALL) '.[dev]'
	@touch $(READY) $@

$(READY_TO_MUTATE): .venv/created pyproject.toml constraints.txt
	$(INSTALL) '.[dev,mutation]'
	@touch $(READY) $(READY_TO_TEST) $@

$(BENCH)/created:
	$(PYTHON) -m venv $(BENCH)/venv
	@touch $@

$(BENCH)/ready-quick: $(BENCH)/created pyproject.toml constraints.txt benchmarks/requirements-quick.txt
	$(INSTALL_PEERS) --requirement benchmarks/requirements-quick.txt
	$(INSTALL_PEERS) --constraint constraints.txt --editable .
	@touch $@

$(BENCH)/ready: $(BENCH)/ready-quick benchmarks/requirements.txt
	$(INSTALL_PEERS) --requirement benchmarks/requirements.txt
	@touch $@
