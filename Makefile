# Copytaster: `make run` and `make test` need only Python 3.11 and a compiler; they make a virtual environment in .venv
# and install what the lock files name, with their hashes.

VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input

export COPYTASTER_HOME ?= $(CURDIR)/var
ifdef PORT
export COPYTASTER_PORT := $(PORT)
endif

.PHONY: help setup run demo test slow again long chaos lint docs sbom audit bench lock clean

help:
	@echo 'make run    set up, then start everything on http://127.0.0.1:8000 (PORT, COPYTASTER_HOME)'
	@echo 'make demo   the same with 200 articles on twenty events to look at, in a home of its own (var/demo)'
	@echo 'make test   set up, then the fast tests: four minutes on two fast cores, ten on slow ones (JOBS, PYTEST_ARGS)'
	@echo 'make slow   the tests with a browser, whole services and real kills: ten minutes on two fast cores, twenty on slow ones'
	@echo 'make again  what failed in the last of these, one after the other'
	@echo 'make long   the tests that take minutes each'
	@echo 'make lint   ruff, mypy, import-linter, bandit, and whether the pages of the documentation hold together'
	@echo 'make docs   the documentation as a site: build/site/index.html'
	@echo 'make sbom   sbom.json: what is shipped, with versions and hashes'
	@echo 'make audit  known weaknesses of what is locked (network)'
	@echo 'make bench  speed and accuracy'
	@echo 'make lock   the lock files anew from pyproject.toml'

# A Ctrl-C reaches Copytaster itself, which stops its own children; so does the end of this make, however it ends.
run: $(VENV)/.run
	@exec $(BIN)/copytaster up --parent $$PPID

# The labelled stories of the tests: wires, and what newspapers made of them, all of it invented for this project.
demo: $(VENV)/.run
	@exec $(BIN)/copytaster up --home $(CURDIR)/var/demo --seeds tests/quality/desk --parent $$PPID

setup: $(VENV)/.dev

# Three tiers; every test is in exactly one, which tests/test_tiers.py holds them to. A file of tests stays in one
# process; each process has a PostgreSQL and a Redis of its own. The slowest are named at the end.
JOBS ?= logical
PARALLEL = -n $(JOBS) --maxprocesses 4 --dist loadfile --durations 20 --durations-min 5

# SQLite waits for its disk at every commit. The fast tests ask for logic, not for disks: where a gigabyte of memory can
# be had as a directory, their files lie there.
MEMORY = $(shell test "$$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 {print $$4}')" -gt 1000000 2>/dev/null && echo /dev/shm)

test: export PYTEST_DEBUG_TEMPROOT = $(MEMORY)
test: $(VENV)/.dev
	$(BIN)/python -m pytest -m 'not slow and not long' $(PARALLEL) $(PYTEST_ARGS)

# Only files with a slow test are read for them: to read all the others takes as long as a minute of slow tests.
SLOW = $(sort $(shell grep -rl --include='test_*.py' 'mark\.slow' tests))

# A third of their time these tests wait, for browsers, clocks and services that start: there are more processes than
# two cores, so that somebody has work. The files that take longest begin, or one of them would run alone at the end;
# xdist's own order is by the number of tests.
LONGEST := $(addprefix tests/,security/test_patterns.py browser/test_browser_axe.py service/test_siege.py \
  chaos/test_rolling.py index/test_stateful.py match/test_glance.py chaos/test_kills.py chaos/test_disk.py \
  workers/test_worker.py chaos/test_up.py browser/test_browser_report.py deploy/test_services.py \
  alerts/test_whole_way.py ingest/test_whole_way.py service/test_schemathesis.py lifecycle/test_lifecycle.py \
  chaos/test_leaks.py)

slow: JOBS := $(if $(filter logical,$(JOBS)),4,$(JOBS))
slow: $(VENV)/.dev
	$(BIN)/python -m pytest -m 'slow and not long' $(PARALLEL) --no-loadscope-reorder \
	  -o 'testpaths=$(LONGEST) $(filter-out $(LONGEST),$(SLOW))' $(PYTEST_ARGS)

# What failed in the last tier, once more and one after the other. A test with real clocks and kills may miss its
# deadline on a machine that does something else; one that fails here is broken.
again: $(VENV)/.dev
	$(BIN)/python -m pytest -m 'not long' --last-failed --last-failed-no-failures none $(PYTEST_ARGS)

long: $(VENV)/.dev
	$(BIN)/python -m pytest -m long $(PYTEST_ARGS)

chaos: $(VENV)/.dev
	$(BIN)/python -m pytest tests/chaos $(PYTEST_ARGS)

# Two at a time, the longest first; what one says is shown when it is done, and whole.
LINTERS := lint-types lint-pages lint-security lint-imports lint-code
.PHONY: $(LINTERS)

lint: $(VENV)/.dev
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target $(LINTERS)

lint-types:
	$(BIN)/mypy
lint-pages: docs
lint-security:
	$(BIN)/bandit -q -c pyproject.toml -r copytaster service workers
lint-imports:
	$(BIN)/lint-imports --no-logo
lint-code:
	$(BIN)/ruff check .

docs: $(VENV)/.dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --site-dir build/site

# What is shipped, as CycloneDX JSON; made from the lock file, so without network.
sbom: $(VENV)/.dev
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --of JSON --output-reproducible -o sbom.json requirements.lock

# Asks PyPI for known weaknesses of what is locked. It needs network, so it is no part of CI and not locked itself.
audit: $(VENV)/.dev
	@test -x $(BIN)/pip-audit || $(PIP) install pip-audit
	$(BIN)/pip-audit --disable-pip --require-hashes -r requirements.lock

bench: $(VENV)/.dev
	$(BIN)/python -m bench $(BENCH_ARGS)

# pip unpacks with one processor, so each half of a lock has a pip of its own; where they fail, one does what is left.
# The locks are whole, so nobody asks for more; what requirements.excludes names is left out of the shipped one.
HALVES = awk -v half=$(VENV)/half '/^[^ ]/ {n++} {print > (half n % 2)}'
LOCKED = $(PIP) install --no-compile --no-deps --require-hashes -r
BOTH = { $(LOCKED) $(VENV)/half0 & first=$$!; $(LOCKED) $(VENV)/half1; second=$$?; wait $$first && test $$second = 0; }

# pip compiles with one processor too; this does with all. Packages' own tests, and what is for another Python, may stay
# as they are. The C of this project is compiled meanwhile.
COMPILE = $(BIN)/python -m compileall -qq -j 0 -x 'site-packages/.*/tests/' $(abspath $(VENV))/lib
PROJECT = { $(COMPILE) & $(PIP) install --no-deps --no-build-isolation --editable .; made=$$?; wait; exit $$made; }

# Two installs: the locked dependencies with their hashes, then this project itself, built without network.
$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo 'Installing the locked dependencies into $(VENV) …'
	@$(HALVES) requirements.lock
	@$(BOTH) || $(LOCKED) requirements.lock
	@$(PROJECT)
	@touch $@

$(VENV)/.dev: requirements-dev.lock requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo 'Installing the locked dependencies, and what the tests need, into $(VENV) …'
	@$(HALVES) requirements-dev.lock
	@$(BOTH) || $(LOCKED) requirements-dev.lock
	@$(PROJECT)
	@$(PIP) check
	@touch $@ $(VENV)/.run

# PYTHON says which; else the one that deploy/choose-python finds.
$(VENV)/bin/python:
	@python='$(PYTHON)'; python=$${python:-$$(deploy/choose-python)}; \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Copytaster needs Python 3.11 or newer; set PYTHON=/path/to/python3.11' >&2; exit 1; }; \
	"$$python" -m venv $(VENV) || \
	  { echo "$$python cannot make a virtual environment; on Debian: apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }

# setuptools is locked too: it builds the project itself.
UV ?= $(BIN)/uv
lock:
	@test -x $(UV) || $(PIP) install uv
	echo 'setuptools>=80' | $(UV) pip compile pyproject.toml - --quiet --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --excludes requirements.excludes --output-file requirements.lock
	echo 'setuptools>=80' | $(UV) pip compile pyproject.toml - --quiet --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --extra dev --extra bench --constraint requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
