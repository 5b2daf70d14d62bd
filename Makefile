# Verbs only. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
UV := $(shell command -v uv 2>/dev/null || echo .nightmarket/tools/bin/uv)
BIN := .venv/bin
STATE ?= .nightmarket
MYPY_TARGETS = libs/*/src services/*/src gateway/src sandbox/src deploy/local/src tests bench

.nightmarket/tools/bin/uv:
	@python3 -m venv .nightmarket/tools
	@.nightmarket/tools/bin/pip install --quiet uv

.PHONY: help setup up down clean status demo audit test test-app test-unit check lint types arch protocheck sqlcheck applint appcheck proto docs fmt bench faults screens
help: ## List the verbs
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

setup: $(if $(findstring .nightmarket,$(UV)),$(UV)) ## Make the environment (.venv)
	@$(UV) sync --frozen --all-packages --quiet

##@ Run
up: setup ## Start the whole fleet on this machine and wait until it is healthy
	@$(BIN)/nightmarket --state $(STATE) up
down: setup ## Stop the fleet
	@$(BIN)/nightmarket --state $(STATE) down
clean: setup ## Stop the fleet and forget its state
	@$(BIN)/nightmarket --state $(STATE) clean
status: setup ## Show what runs
	@$(BIN)/nightmarket --state $(STATE) status
demo: setup ## A live show, a crowd, paid orders; ARGS='--viewers 20 --orders 10'
	@$(BIN)/nightmarket --state $(STATE) demo $(ARGS)
audit: setup ## Check the invariants over the live databases
	@$(BIN)/nightmarket --state $(STATE) audit

##@ Verify
check: setup ## Everything that reads the code without running it
	@$(MAKE) --no-print-directory --jobs=2 --output-sync applint appcheck types lint arch protocheck sqlcheck
lint:
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
types:
	@$(BIN)/mypy $(MYPY_TARGETS)
arch:
	@$(BIN)/lint-imports
proto: setup ## Generate code from proto/
	@bash proto/generate.sh
docs: setup ## Generate the pages in docs/ that come from the code
	@$(BIN)/python docs/generate.py
protocheck:
	@bash proto/check.sh
sqlcheck:
	@bash libs/kit/sqlcheck.sh
mobile/node_modules/.package-lock.json: mobile/package-lock.json
	@cd mobile && npm ci --silent --no-audit --no-fund && touch node_modules/.package-lock.json
# as long as all the rest of the app's checks, so it has a core to itself
applint: mobile/node_modules/.package-lock.json
	@cd mobile && npm run --silent lint
appcheck: mobile/node_modules/.package-lock.json
	@cd mobile && npm run --silent gen:check && npm run --silent typecheck && npm run --silent test
	@cd mobile && npm run --silent prebuild:check && npm run --silent build:native >/dev/null
fmt: setup ## Format
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --fix --quiet .
test: setup ## Every test, on real Postgres, Valkey, Kafka, MediaMTX; T=path narrows
	@bash tests/run.sh $(T)
test-app: setup ## The app in a real browser, against a fleet of its own; T=path narrows
	@$(BIN)/pytest -q -m browser $(or $(T),tests/browser)
test-unit: setup ## The tests that need no server
	@$(BIN)/pytest -q -n auto --disable-socket --allow-unix-socket -m 'not pg and not valkey and not kafka and not loopback and not fleet and not browser' $(T)
faults: setup ## The table of faults: SEEDS=20 CELL='place x kill:order' ARGS='--write'; all of it takes 15 min a seed
	@PYTHONPATH=tests $(BIN)/python -m faults $(if $(SEEDS),--seeds $(SEEDS)) $(if $(CELL),--cell '$(CELL)') $(ARGS)
screens: setup ## Photograph every screen into docs/screens, on a fleet of its own
	@PYTHONPATH=tests $(BIN)/python -m browser.screens
bench: setup ## Benchmarks
	@$(BIN)/python -m bench
