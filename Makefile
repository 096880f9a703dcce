# Every command does its own set-up: environment, pinned versions, system packages.
# `make help` lists them. Choose an interpreter with `make PYTHON=python3.12 test`.

VENV ?= .venv
BIN := $(VENV)/bin
OUT ?= demo
PYTEST_ARGS ?=
export PYTHON
export MPLBACKEND := agg

.DEFAULT_GOAL := help
.PHONY: help demo test lint format bench docs clean

help:  ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## (.*)/make \1\t\2/' | expand -t 14

demo:  ## run the two shipped scenarios; OUT=folder chooses where
	@tools/environment.sh $(VENV) report
	@$(BIN)/4p1000 demo --out $(OUT)
	@echo
	@echo "The two reports:"
	@find $(OUT) -name 'report.html' | sort | sed "s|^|  |"

test:  ## run all tests; FOURPERMILLE_DATA=folder adds the comparisons with reference data
	@tools/environment.sh $(VENV) dev g++=g++
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

lint:  ## style, types and import contracts
	@tools/environment.sh $(VENV) dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format:  ## put the sources in order
	@tools/environment.sh $(VENV) dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench:  ## speed of the engine beside a plain C++ loop
	@tools/environment.sh $(VENV) dev g++=g++
	@$(BIN)/python -m benchmarks

docs:  ## build the documentation, executing its examples
	@tools/environment.sh $(VENV) docs
	@$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

clean:  ## remove the environment and everything these commands made
	rm -rf $(VENV) demo docs/_build docs/_generated .pytest_cache .mypy_cache .ruff_cache \
	  .import_linter_cache .hypothesis .benchmarks
	find src tests docs benchmarks tools -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
