# Each of run and test does its own set-up. Python 3.11 or later.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: install run index test evals bench lint clean

install: $(READY)

$(READY): pyproject.toml constraints.txt
	@echo "== install"; start=$$(date +%s); \
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV); \
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]' && touch $(READY) && \
	echo "== installed in $$(( $$(date +%s) - start )) s"

index: install
	@echo "== index"; $(BIN)/python -m index.build

run: index
	@echo "== app"; $(BIN)/python app.py

test: install
	@echo "== test"; start=$$(date +%s); $(BIN)/python -m pytest && echo "== tested in $$(( $$(date +%s) - start )) s"

evals: index
	$(BIN)/python -m evals

bench: index
	$(BIN)/python -m evals bench

lint: install
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

clean:
	rm -rf .curbside build *.egg-info
