# Townline: `make run` and `make test` are all a newcomer needs.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
JOBS ?= auto
PG ?=
export TOWNLINE_DATA ?= $(CURDIR)/var

.PHONY: help setup setup-dev run test check ci bench map lock wheel clean

help: ## print this help
	@echo "Townline: a 311 and CRM for local governments"
	@echo
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what running needs (run does this by itself)
	@tools/setup run

setup-dev: ## install what developing and testing needs (test and check do this by themselves)
	@tools/setup dev

run: setup ## run the demo town: database, web server, worker; PORT and TOWNLINE_DATA change where
	@exec $(BIN)/townline run

test: setup-dev ## the whole suite, journeys in a browser included; PG=system or PG=wheel chooses the server
	@CHROMIUM=$$(tools/chromium) && export CHROMIUM && \
		TOWNLINE_POSTGRES_BIN=$(PG) $(BIN)/python -m pytest -n $(JOBS) --dist loadgroup $(ARGS)

check: setup-dev ## style, types, layers, templates, budgets, docs
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports --config pyproject.toml
	@$(BIN)/mypy
	@$(BIN)/djlint --check --lint --quiet src
	@$(BIN)/python -m pytest -q -p no:randomly tests/architecture tests/docs

ci: ## what the build machine runs: check, and test on both PostgreSQL servers
	@.ci/run

bench: setup-dev ## the figures of docs/performance.md, beside their floor in the same run
	@$(BIN)/python -m bench $(ARGS)

map: setup-dev ## draw which room imports which, from the code
	@$(BIN)/python tools/map.py

lock: setup-dev ## write the lock files anew
	@tools/lock

wheel: setup-dev ## build the wheel, front-end assets included
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist .

clean: ## remove what was built; data stays
	@rm -rf dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
