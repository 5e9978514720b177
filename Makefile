# Two commands matter: `make run` and `make test`. `make help` lists all.
PORT ?= 8000
HOST ?= 127.0.0.1
.DEFAULT_GOAL := help
.PHONY: help run setup test coverage faults bench manual check ci fmt lock bundle

help: ## list every target
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

run: ## start the demonstration hospital: everything it needs, SQLite, no Redis (PORT=8000 HOST=127.0.0.1)
	@sh scripts/run.sh $(PORT) $(HOST)

setup: ## install run-time and development tools: .venv, PostgreSQL, Redis, Chromium, Pango, LibreOffice
	@sh scripts/setup.sh test

test: ## run the whole test suite on PostgreSQL and in Chromium, then the data layers once more on SQLite (TEST_TODAY=2027-01-02: on that day)
	@sh scripts/test.sh

coverage: ## run the suite on both engines and print how much of rules and services (100 %) and of all (95 %) it reaches
	@sh scripts/coverage.sh

faults: setup ## run the fault tests: kill, restart, broken files (slow)
	@.venv/bin/pytest -q tests/faults

bench: setup ## measure speed and memory beside stock Django: one table, and var/bench/bench.json (45 minutes)
	@.venv/bin/python -m bench

manual: setup ## write the pictures of docs/manual/ from the demonstration hospital
	@.venv/bin/python scripts/manual.py

check: setup ## run the fast checks: ruff, djlint, import-linter, migrations, check --deploy, mypy
	@sh scripts/check.sh

ci: ## run what the continuous integration runs: setup, check, test
	@bash .ci/run

fmt: setup ## format the code
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .

lock: setup ## lock requirements*.in into requirements*.txt, with hashes
	@sh scripts/lock.sh

bundle: ## pack sources, wheels and checksums into dist/ for a machine without internet
	@sh scripts/bundle.sh
