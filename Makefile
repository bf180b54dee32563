# Every command a person needs. `make` lists them.
# PORT= and DATA= change where the site runs: make run PORT=9000 DATA=/srv/news

PYTHON ?= python3
PORT ?= 8000
DATA ?= parley-data
VENV := .venv
BIN := $(VENV)/bin
PYTEST ?= $(BIN)/pytest
# Two more than there are cores, for tests also wait: for servers to start, for browsers.
JOBS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 2)

.DEFAULT_GOAL := help
.PHONY: help install run test check bench format clean

help: ## List the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 10

run: $(VENV)/.run ## Install what is needed and serve the site on http://127.0.0.1:8000
	@exec $(BIN)/parley serve --port $(PORT) --data $(DATA)

install: $(VENV)/.dev node_modules/.stamp

test: install ## Run all tests: unit, HTTP flows, real browser
	$(PYTEST) --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(VENV)/.dev ## Lint, types, import contracts, migrations, docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	DJANGO_SETTINGS_MODULE=parley.project.settings.test $(BIN)/python -m django makemigrations --check --dry-run
	$(PYTEST) tests/docs -q

bench: $(VENV)/.dev ## Measure, print a table and write bench/results.json (needs wrk and nginx)
	$(BIN)/python -m bench $(ARGS)

format: $(VENV)/.dev ## Put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## Remove what the other commands made, but never data
	rm -rf $(VENV) node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Parley needs Python 3.11 or later; name it with PYTHON=…"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# A stamp is older than pyproject.toml only when the dependencies may have changed.
$(VENV)/.run: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/.run

# To train the scoring models; without it the tests of training are skipped and say so.
$(VENV)/.train: pyproject.toml constraints.txt | $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[train]'
	@touch $@

# axe-core and html-validate; without npm the tests that need them are skipped and say so.
node_modules/.stamp: package.json package-lock.json
	@if command -v npm >/dev/null; then npm ci --no-audit --no-fund --loglevel=error; else mkdir -p node_modules; echo "npm is missing: accessibility and HTML checks will be skipped"; fi
	@touch $@
