# Everything here needs only make and python3 (3.11 or newer, with venv). `make help` lists the targets. Packages come by
# pip, from wherever it is set to take them: its configuration, its environment, its proxy.

PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin

# The moment at which the bundled seed was made: the same recordings and moment give the same bytes.
SEED_NOW ?= 2026-11-28T00:00:00Z
# A board that dates nothing itself is dated by our visit: of these sources, the days on which they were recorded.
RECORDED_ON := eci:2026-08-11 eci_benchmarks:2026-08-11 edi:2026-08-11 epoch:2026-05-14 gpu_clusters:2026-04-24 livebench:2026-08-22 \
	livecodebench:2025-04-22 ml_hardware:2025-12-14 mteb:2026-08-20 osai_index:2026-06-12 openrouter:2026-10-10 tau2_bench:2026-08-18 terminal_bench:2026-05-08
# What EARLIER_MIRROR still serves as it was on these days.
EARLIER := eci:2025-12-19

.DEFAULT_GOAL := help
.PHONY: help install run test test-slow check bench bench-growth bench-walk calibration mutations registry-check registry-sort seed docs words wheel lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: .venv/developing ## Build .venv from the locks: .venv/bin/leaderboard, and the tools of the targets below

# Python's own allocator can keep a megabyte for one small object that stays; with the system's a walk takes a tenth less.
run: export PYTHONMALLOC := malloc
run: .venv/installed ## Start the app and print its address (PORT=8501)
	@# The address is given so that streamlit does not ask the internet for a public one.
	$(BIN)/python -m streamlit run streamlit_app.py --server.headless true --server.address 127.0.0.1 \
		--server.port $(PORT) --browser.gatherUsageStats false

# Tests of one file share what they set up, and so a process.
test: install ## Run the tests, without those that take minutes
	$(BIN)/python -m pytest -q -m "not slow" --numprocesses auto --maxprocesses 4 --dist loadfile

test-slow: install ## Run the tests that take minutes
	$(BIN)/python -m pytest -q -m slow

check: install ## Lint, types, the walls between rooms, tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) --no-print-directory test

bench: install ## Measure speed beside plain pyarrow and DuckDB; writes benchmarks/results.md
	$(BIN)/python -m benchmarks

bench-growth: install ## Measure stores of 1, 10 and 50 million observations; writes benchmarks/growth.md (a quarter of an hour, 2 GB of disk)
	$(BIN)/python -m benchmarks.growth

bench-walk: install ## Measure the app's memory after a walk over every page; writes benchmarks/walk.md (most of an hour)
	$(BIN)/python -m benchmarks.walk

calibration: install ## Plant truth and see whether stated chances hold (the tables in docs/methods.md and docs/index.md; minutes)
	$(BIN)/python -m benchmarks.calibration
	$(BIN)/python -m benchmarks.index_calibration

mutations: install ## Corrupt 200 snapshots of several sources; print how many are caught, by kind and source
	$(BIN)/python -m tests.mutations

registry-check: install ## Check what people wrote into leaderboard/registry/, and say how much of it is filled
	$(BIN)/python -m leaderboard.registry check

registry-sort: install ## Sort the tables in leaderboard/registry/ by their keys
	$(BIN)/python -m leaderboard.registry sort

seed: install ## Rebuild data/ (all but its README) from the recordings at LEADERBOARD_MIRROR, after those at EARLIER_MIRROR
	@test -n "$(LEADERBOARD_MIRROR)" || { echo "make seed: set LEADERBOARD_MIRROR to a server of recorded upstreams"; exit 2; }
	rm -rf build/seed
	for visit in $(if $(EARLIER_MIRROR),$(EARLIER)); do LEADERBOARD_MIRROR=$(EARLIER_MIRROR) LEADERBOARD_NOW=$${visit#*:}T12:00:00Z \
		$(BIN)/leaderboard refresh $${visit%:*} --backfill --data-dir build/seed || exit; done
	@# The recordings answer to any key. What a key brings stays local; these days of OpenRouter are CC BY 4.0.
	for visit in $(RECORDED_ON); do LEADERBOARD_NOW=$${visit#*:}T12:00:00Z OPENROUTER_API_KEY=recorded \
		$(BIN)/leaderboard refresh $${visit%:*} --backfill --data-dir build/seed || exit; done
	mv build/seed/local/observations/openrouter build/seed/observations/
	LEADERBOARD_NOW=$(SEED_NOW) $(BIN)/leaderboard refresh --backfill --data-dir build/seed
	rm -rf data/observations data/rejects data/references data/read
	mv build/seed/observations build/seed/rejects build/seed/references build/seed/read data/

docs: install ## Write docs/schema.md and docs/registry-fields.md from the field dictionaries, docs/api.md from docstrings, the verbs in docs/addresses.md, what docs/index.md has of Epoch AI
	$(BIN)/python -c 'from leaderboard.records import schema; print(schema.markdown(), end="")' > docs/schema.md
	$(BIN)/python -c 'from leaderboard.registry import published; print(published.markdown(), end="")' > docs/registry-fields.md
	$(BIN)/python -c 'from leaderboard.publish import reference; print(reference.markdown(), end="")' > docs/api.md
	$(BIN)/python -c 'from pathlib import Path; from leaderboard.publish import guide; \
		promise = Path("docs/addresses.md"); promise.write_text(guide.renewed(promise.read_text("utf-8")), "utf-8")'
	$(BIN)/python -c 'from pathlib import Path; from leaderboard.publish import epoch_tables; \
		page = Path("docs/index.md"); page.write_text(epoch_tables.renewed(page.read_text("utf-8")), "utf-8")'

words: install ## Bring the catalogues of other languages in step with the sentences of the code
	$(BIN)/python -m leaderboard.publish.extraction

UV_LOCK = $(BIN)/uv pip compile --quiet $(LOCK) --universal --generate-hashes --no-annotate --no-header \
	--no-emit-index-url --no-emit-find-links --python-version 3.11 --group build

wheel: install ## Build dist/*.whl, which carries the scores of data/
	PATH="$(CURDIR)/$(BIN):$$PATH" $(PIP) wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

lock: install ## Write both locks from pyproject.toml (LOCK=--upgrade takes the newest of everything)
	$(UV_LOCK) --output-file requirements.lock pyproject.toml
	$(UV_LOCK) --group dev --constraints requirements.lock --output-file requirements-dev.lock pyproject.toml

clean: ## Remove .venv and every cache; data stays
	rm -rf .venv build dist .pytest_cache .hypothesis .ruff_cache .mypy_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

PIP = $(BIN)/python -m pip --disable-pip-version-check

$(BIN)/pip:
	@command -v $(PYTHON) > /dev/null || \
		{ echo "$(PYTHON) is not there: install Python 3.11 or newer, or name it: make PYTHON=/path/to/one"; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; make PYTHON=/path/to/one names it")'
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || \
		{ echo "$(PYTHON) has no venv: install it (Debian and Ubuntu: apt install python3-venv), or name another Python:" \
		"make PYTHON=/path/to/one"; exit 2; }
	$(PYTHON) -m venv .venv

# The build backend is the lock's (it looks for its program on the PATH): pip fetches none from elsewhere.
.venv/installed: requirements.lock pyproject.toml | $(BIN)/pip
	$(PIP) install --quiet --no-compile --require-hashes --requirement requirements.lock
	PATH="$(CURDIR)/$(BIN):$$PATH" $(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@# Compiled once: Python does it at every start where it may not write, or is told not to.
	$(BIN)/python -m compileall -q leaderboard fetchers
	@touch $@

.venv/developing: requirements-dev.lock .venv/installed
	$(PIP) install --quiet --no-compile --require-hashes --requirement requirements-dev.lock
	@touch $@
