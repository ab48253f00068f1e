# Two commands do all on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(CURDIR)/$(VENV)/bin
# nbgrader calls `alembic` by name, so the environment's bin must be on PATH.
export PATH := $(BIN):$(PATH)
# One thread a process: the examiner forks after importing numerical libraries.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MKL_NUM_THREADS := 1
TOPIC ?=
# A run of CI can be repeated exactly; `make verify` draws a new seed each time.
SEED := 2026

.PHONY: help setup browser demo test check lint types unit quick verify bench clean
help:  ## Show this list.
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/.ready  ## Install bubblewrap and the exact versions of requirements.lock.

$(VENV)/.ready: requirements.lock pyproject.toml .ci/system-packages
	@bash .ci/system-packages sandbox
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

browser:
	@bash .ci/system-packages browser

demo: setup  ## A small class from release to grades, end to end (TOPIC=stem for one topic).
	@$(BIN)/python -m autograder.demo $(TOPIC)

test: setup browser check unit quick  ## Everything CI runs.

check: setup lint types  ## Format, lint, import direction, strict types.

lint:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports

types:
	$(BIN)/mypy

unit:
	$(BIN)/python -m pytest

quick: setup
	$(BIN)/mpdl verify --quick --seed $(SEED)

verify: setup  ## Grade the graders in full: every answer, every mutant, many variants.
	$(BIN)/mpdl verify

bench: setup  ## Measure speed, as ratios in one run (benchmarks/README.md).
	$(BIN)/python -m pytest benchmarks -q -p no:randomly -s

clean:  ## Remove what tools and commands wrote (not records/, not the gradebook).
	rm -rf build demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
