# Every target first brings .venv up to date with the lock files; nothing else needs installing.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup setup-dev demo run test lint bench
setup: .venv/.locked
setup-dev: .venv/.locked-dev

.venv/.locked: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.locked-dev: .venv/.locked requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

demo: setup
	$(BIN)/topicwire demo

run: setup
	$(BIN)/topicwire run

# Some at once, for most tests wait for processes of their own.
test: setup-dev
	$(BIN)/pytest -n auto --maxprocesses 4 --dist worksteal

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/check_file_lengths.py

bench: setup-dev
	$(BIN)/python -m bench.end_to_end
	$(BIN)/python -m bench.poll
	$(BIN)/python -m bench.match
	$(BIN)/python -m bench.delivery
	$(BIN)/python -m bench.acknowledge
	$(BIN)/python -m bench.search
	$(BIN)/python -m bench.reload
