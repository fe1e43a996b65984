# `make demo` and `make test` need python3 (3.11 or newer, with venv), git and make; all else is set up here, in .venv.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: help demo test torture scenarios fuzz lint types contracts check coverage lock bench clean

help:  ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/'

demo: $(READY)  ## the whole tour: validate, plan, apply, move, mistakes, import, against an emulated provider
	@$(BIN)/reconciler demo

test: $(READY)  ## the tests, with branch coverage
	@$(BIN)/coverage erase
	@$(BIN)/python -m pytest -n 2 --cov --cov-report=term $(TESTS)

torture: $(READY)  ## applies to which everything happens, and the table of it; RECONCILER_TORTURE_RUNS says how many
	@RECONCILER_TORTURE_RUNS=$${RECONCILER_TORTURE_RUNS:-300} $(BIN)/python -m pytest -q -s -n 6 tests/torture

scenarios: $(READY)  ## test calls to which everything happens, and the table of it; RECONCILER_SCENARIOS says how many
	@RECONCILER_SCENARIOS=$${RECONCILER_SCENARIOS:-1000} RECONCILER_SCENARIOS_PARTS=1 $(BIN)/python -m pytest -q -s tests/verifier/test_scenarios.py

fuzz: $(READY)  ## read very many damaged files; RECONCILER_FUZZ says how many, RECONCILER_FUZZ_SEED where to begin
	@RECONCILER_FUZZ=$${RECONCILER_FUZZ:-200000} $(BIN)/python -m pytest -n 2 tests/loader/test_fuzz.py

lint: $(READY)  ## ruff: rules and layout
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY)  ## mypy, strict, over the program, its tests and its benchmarks
	@$(BIN)/mypy

contracts: $(READY)  ## the direction of imports
	@$(BIN)/lint-imports

check: lint types contracts test  ## all that CI asks, but the demo

bench: $(READY)  ## tables about speed; they gate nothing
	@$(BIN)/python benchmarks/apply.py
	@$(BIN)/python benchmarks/plan.py
	@$(BIN)/python benchmarks/checks.py
	@$(BIN)/python benchmarks/record.py 1000 10000
	@$(BIN)/python benchmarks/drift.py --numbers 1000 --edits 100
	@$(BIN)/python benchmarks/page.py 100 2000

lock:  ## resolve the requirements again (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header \
		--all-extras --group dev --output-file requirements/dev.txt pyproject.toml $(LOCK)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header \
		--all-extras --constraint requirements/dev.txt --output-file requirements/runtime.txt pyproject.toml

$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("reconciler needs Python 3.11 or newer, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

clean:  ## forget the environment and the caches
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage*
