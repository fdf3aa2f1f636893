# What people type. Each target installs what it needs; nothing here is needed to understand the code.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help install install-dev run test lint format dev bench pictures open clean

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PROFILE ?= demo
# DATA: folder of deliveries; HOME_DIR: folder for everything that a run writes (default var/<profile>)
OPTIONS := --profile $(PROFILE) $(if $(DATA),--data $(DATA)) $(if $(HOME_DIR),--home $(HOME_DIR))
BIN := .venv/bin
PIP := $(BIN)/pip --quiet --disable-pip-version-check

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 14

.venv/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 is needed, found %d.%d; install it or name it with PYTHON=..." % sys.version_info[:2] if sys.version_info[:2] != (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the pinned packages (once, about a minute) ..."
	@$(PIP) install --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.installed-dev: requirements-dev.lock .venv/.installed
	@echo "Installing the pinned tools for tests and lint (once) ..."
	@$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

install: .venv/.installed  ## install the product into .venv
install-dev: .venv/.installed-dev  ## install what tests and lint need, too

run: install  ## the main job: PROFILE=demo|airport|path DATA=folder HOME_DIR=folder
	@$(BIN)/satisfaction run $(OPTIONS)

open: install  ## serve the latest edition's report on this machine
	@$(BIN)/satisfaction open --profile $(PROFILE) $(if $(HOME_DIR),--home $(HOME_DIR))

dev: install  ## Dagster's UI on the same home
	@$(BIN)/satisfaction dev $(OPTIONS)

test: install-dev  ## everything: unit, integration, reference cases, both profiles end to end, browser
	@$(BIN)/python -m pytest --numprocesses auto --dist loadscope --no-loadscope-reorder $(PYTEST_ARGS)

lint: export SATISFACTION_HOME := $(CURDIR)/var/lint
lint: install-dev  ## ruff, mypy, sqlfluff, dbt-bouncer
	@mkdir -p var/lint/warehouse
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/dbt --quiet parse --project-dir dbt_project --profiles-dir dbt_project
	@$(BIN)/sqlfluff lint --processes 2 dbt_project/models dbt_project/tests
	@$(BIN)/dbt-bouncer run --config-file dbt-bouncer.yml

format: install-dev  ## let ruff and sqlfluff mend what they can
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .
	@$(BIN)/sqlfluff fix dbt_project/models dbt_project/tests

pictures: install-dev  ## screenshots of the latest edition for docs/pictures
	@$(BIN)/python -m tests.browser.screenshots $(or $(HOME_DIR),var/$(PROFILE))/editions/latest docs/pictures

bench: install-dev  ## measure, and write tests/benchmarks/results
	@$(BIN)/python -m tests.benchmarks

clean:  ## remove what runs and builds wrote (not .venv)
	@chmod -R u+w var 2>/dev/null; rm -rf var dbt_project/target reports/.evidence reports/build reports/node_modules
