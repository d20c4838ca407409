# Python 3.11 or later and make are all that a machine needs; the rest comes from PyPI and npm, into this folder.

PYTHON ?= python3
SECONDS ?= 60
NODES ?= 1
# Prepares what is asked for, in .venv and frontend/, and becomes what stands after the `--`.
prepare := $(PYTHON) scripts/bootstrap.py

.DEFAULT_GOAL := help
.PHONY: help run dev cluster chaos test lint format bench bench-server bench-client reliability screenshots requirements clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## run the chat; settings come from the environment or .env (PORT=8080, HOST=127.0.0.1, DATA_DIR=.data, ...)
	@$(prepare) --build -- python -m scripts.run

dev: ## the same, with the front end on port 5173, reloaded as you write it
	@$(prepare) --dev --modules -- python -m scripts.dev

cluster: ## three nodes, Redis and the embedded store behind a balancer at PORT=8080, from one command
	@$(prepare) --dev --build -- python -m scripts.cluster

chaos: ## kill a node of a running `make cluster` every SECONDS=60
	@$(prepare) --dev -- python -m scripts.chaos $(SECONDS)

test: ## all tests: back end, front end, browser; one summary
	@$(prepare) --dev --build -- python -m scripts.test

lint: ## style, types, import layers and spelling, of both ends
	@$(prepare) --dev --modules -- python -m scripts.lint

format: ## rewrite the Python sources as `make lint` wants them
	@$(prepare) --dev -- ruff check --fix-only --quiet .
	@$(prepare) --dev -- ruff format .

bench: bench-server bench-client ## how much it carries on this machine, and how fast the client is

bench-server: ## the first of the two
	@$(prepare) --dev --build -- python -m tests.bench

bench-client: ## the second, in a browser; its report goes to docs/benchmarks-client.md
	@$(prepare) --dev --build -- npm --prefix frontend run --silent bench

reliability: ## kill and torment it for SECONDS=60, as one node or NODES=3, then check that nothing was lost or doubled
	@$(prepare) --dev -- python -m tests.reliability --seconds=$(SECONDS) --nodes=$(NODES)

screenshots: ## the pictures of the README, from the running product
	@$(prepare) --dev --build -- npm --prefix frontend run --silent screenshots

requirements: ## pin requirements*.in anew, with hashes
	@$(prepare) --dev -- python -m scripts.pin

clean: ## remove all that these commands made, but not the data
	rm -rf .venv frontend/node_modules frontend/dist
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	find chat_app migrations scripts tests -name __pycache__ -prune -exec rm -rf {} +
