# Tôn vinh: plain `make` prints this list.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PORT ?= 8000
ADDRESS ?= 127.0.0.1
VENV := .venv
BIN := $(VENV)/bin
# Sizes of the measurements and of the long trials, e.g. make bench ENTRIES=1000000, make soak ROUNDS=100 KILLS=20
ENTRIES ?= 100000
PAGES ?= 20000
ROWS ?= 5000
HONOREES ?= 5000
ROUNDS ?= 1000
KILLS ?= 200
TESTS ?= tests
# Test processes at once (one for each core).
WORKERS ?= auto
PYTEST_FLAGS ?=
DEMO := DJANGO_SETTINGS_MODULE=portal.settings.demo PUBLIC_URL=$${PUBLIC_URL:-http://$(ADDRESS):$(PORT)}
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet --require-hashes --no-deps
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --strip-extras --allow-unsafe

.PHONY: help demo demo-reset run setup test check format lock messages bench soak snapshots pictures

help: ## Print the targets
	@echo "Tôn vinh. Targets:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | while IFS=$$'\t' read -r name words; do printf '  %-12s %s\n' "$$name" "$$words"; done
	@echo "Variables: PORT=8000 ADDRESS=127.0.0.1 PYTHON=python3.12 TESTS=tests/portal"

demo: $(VENV)/.base ## Start the portal with a made-up province on 127.0.0.1:8000 (keeps its data)
	@$(DEMO) $(BIN)/python manage.py prepare --demo
	@$(DEMO) exec $(BIN)/python manage.py serve --bind $(ADDRESS):$(PORT)

demo-reset: $(VENV)/.base ## Throw the demo's data away, build it again and start it
	@rm -rf data/demo var/demo media/demo
	@$(MAKE) demo PORT=$(PORT) ADDRESS=$(ADDRESS)

run: $(VENV)/.base ## Start the portal on its own data; settings come from the environment or a file .env
	@set -a; [ ! -f .env ] || . ./.env; set +a; \
	export DJANGO_SETTINGS_MODULE=$${DJANGO_SETTINGS_MODULE:-portal.settings.dev} PUBLIC_URL=$${PUBLIC_URL:-http://$(ADDRESS):$(PORT)}; \
	$(BIN)/python manage.py prepare && exec $(BIN)/python manage.py serve --bind $(ADDRESS):$(PORT)

setup: $(VENV)/.dev ## Install what development and tests need into .venv
	@$(BIN)/python -c "from portal.settings import env; env.choose_settings('portal.settings.test'); import django; django.setup(); from portal.core.catalogues import compile_catalogues; compile_catalogues()"

test: setup ## Run the tests (browser tests need an installed Chromium; Elasticsearch is started where Java and Maven are)
	@$(BIN)/python tests/services/elasticsearch/with --optional $(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 8 $(TESTS) $(PYTEST_FLAGS)

check: setup ## Format, lint, import contracts, types, configuration, migrations, messages, templates
	@echo "· ruff format"; $(BIN)/ruff format --check --quiet . || { echo "Run: make format"; exit 1; }
	@echo "· ruff check"; $(BIN)/ruff check --quiet .
	@echo "· import contracts"; $(BIN)/lint-imports --no-cache >$(VENV)/lint-imports.log || { cat $(VENV)/lint-imports.log; exit 1; }
	@echo "· types"; $(BIN)/mypy portal search recognition campaigns
	@echo "· configuration"; $(BIN)/python manage.py check --settings portal.settings.test --fail-level WARNING
	@echo "· migrations"; $(BIN)/python manage.py makemigrations --check --dry-run --settings portal.settings.test
	@echo "· messages"; $(BIN)/python manage.py check_messages --settings portal.settings.test
	@echo "· templates"; $(BIN)/djlint --lint --quiet templates
	@echo "· requirements"; ! grep -nE '://|^-|trusted-host' requirements/*.txt || { echo "requirements/*.txt must name packages, versions and hashes alone"; exit 1; }

format: setup ## Let ruff format the code and mend what it can
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

lock: $(VENV)/.tools ## Lock requirements/*.in again (UPGRADE=1 takes newer versions)
	@for name in base dev tools; do echo "· $$name"; $(COMPILE) $(if $(UPGRADE),--upgrade) -o requirements/$$name.txt requirements/$$name.in; done

messages: setup ## Collect the words to translate into portal/locale/en (needs gettext)
	@command -v xgettext >/dev/null || { echo "gettext is missing (Debian, Ubuntu: apt-get install gettext)"; exit 2; }
	@$(BIN)/python manage.py makemessages --settings portal.settings.test -l en --no-wrap --no-obsolete --add-location file -i '.venv/*' -i 'tests/*' -i 'var/*' -i 'media/*' -i 'data/*'
	@$(BIN)/python manage.py check_messages --settings portal.settings.test || echo "Translate these in portal/locale/en."

bench: setup ## Measure (ENTRIES=100000 PAGES=20000 ROWS=5000 HONOREES=5000)
	@$(BIN)/python -m tests.benchmarks.search_engine $(ENTRIES)
	@$(BIN)/python -m tests.benchmarks.approve_to_found $(ENTRIES)
	@$(BIN)/python -m tests.benchmarks.page_search 1000 $(PAGES)
	@$(BIN)/python -m tests.benchmarks.import_decision $(ROWS)
	@$(BIN)/python -m tests.benchmarks.bulk_demo $(HONOREES)
	@$(BIN)/python -m tests.benchmarks.rendered_pages
	@$(BIN)/python -m tests.benchmarks.uncached_pages
	@$(BIN)/python -m tests.benchmarks.asked_together

snapshots: setup ## Keep anew what the components look like (then look at the difference in git)
	@REMAKE_SNAPSHOTS=1 $(BIN)/python -m pytest -n 0 -q tests/e2e/public/test_snapshots.py

pictures: setup ## Take the README's pictures of the demo again (needs Chromium): docs/images
	@$(BIN)/python -m tests.pictures

soak: setup ## The long trials: races, kills, the demo on other days (ROUNDS=1000 KILLS=200)
	@$(BIN)/python -m pytest tests/soak --slow -m slow --rounds $(ROUNDS) --kills $(KILLS)

# The environment -----------------------------------------------------------------------------------------------------

$(VENV)/bin/python:
	@found=; for name in $(PYTHON) python3 python3.13 python3.12 python3.11 python; do \
	  if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then found=$$name; break; fi; done; \
	if [ -z "$$found" ]; then echo "Tôn vinh needs Python 3.11 or newer; found: $$( (python3 --version || echo none) 2>&1 | head -1). Give one with: make PYTHON=/path/to/python3.12" >&2; exit 2; fi; \
	echo "Making $(VENV) with $$("$$found" --version)"; \
	"$$found" -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module does not work (Debian, Ubuntu: apt-get install python3-venv)" >&2; exit 2; }

# A stamp holds the checksum of what was installed, so that another branch with other requirements is noticed.
$(VENV)/.base: $(VENV)/bin/python requirements/base.txt
	@if [ "$$(cat $@ 2>/dev/null)" != "$$(cksum <requirements/base.txt)" ]; then \
	  echo "Installing requirements (about a minute the first time)"; \
	  $(PIP) -r requirements/base.txt; fi; cksum <requirements/base.txt >$@

$(VENV)/.dev: $(VENV)/.base requirements/dev.txt
	@if [ "$$(cat $@ 2>/dev/null)" != "$$(cksum <requirements/dev.txt)" ]; then \
	  echo "Installing development requirements"; \
	  $(PIP) -r requirements/dev.txt; fi; cksum <requirements/dev.txt >$@

$(VENV)/.tools: $(VENV)/.dev requirements/tools.txt
	@if [ "$$(cat $@ 2>/dev/null)" != "$$(cksum <requirements/tools.txt)" ]; then \
	  $(PIP) -r requirements/tools.txt; fi; cksum <requirements/tools.txt >$@
