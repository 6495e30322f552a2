# `make run` is all that a fresh machine needs; `make test` is all that must hold.

HOST ?= 127.0.0.1
PORT ?= 8000
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test check bench faults container sbom simulate lock
# Not the caller's folder of packages, not the caller's virtual environment: .venv, and nothing else.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV
MAKEFLAGS += --no-print-directory

help:
	@echo 'make run     install what is locked into .venv and serve on http://$(HOST):$(PORT)'
	@echo '             make run PORT=9000 HOST=0.0.0.0'
	@echo 'make check   the fast checks: style, types, layers, courses, tests without browser and PostgreSQL'
	@echo 'make test    everything that must hold; gets a browser and PostgreSQL if they are missing'
	@echo '             EMM_TEST_WITHOUT=browser,postgres,pdf make test   says at the end what it left out'
	@echo 'make bench   the benchmark; prints a table, writes nothing here'
	@echo 'make faults  200 kills, 100 power cuts, 1000 races and more; prints what came of each fault; takes hours'
	@echo '             SOAK=60 make faults   with a minute in place of an hour of steady work'
	@echo 'make container  build the image without a daemon, run it as in production, and look at it; as root'
	@echo 'make sbom    print what the program is made of, as CycloneDX'
	@echo 'make simulate  simulated learners with and without review; prints what they know after 30 days'
	@echo 'make lock    write requirements.txt and requirements-dev.txt again from pyproject.toml'

run:
	@tools/environment.sh run
	@exec .venv/bin/emm serve --host '$(HOST)' --port '$(PORT)'

check:
	@tools/environment.sh dev
	@tools/check.sh fast

test:
	@tools/environment.sh dev
	@tools/check.sh all

bench:
	@tools/environment.sh dev
	@tools/programs.sh wrk
	@.venv/bin/python -m tools.bench

# One after the other: what is measured beside other work says nothing.
faults:
	@tools/environment.sh dev
	@tools/programs.sh strace postgres
	EMM_TEST_FAULTS=long EMM_TEST_SOAK=$(SOAK) .venv/bin/python -m pytest -q -p tools.no_skips tests/durability
	EMM_TEST_FAULTS=long EMM_TEST_DATABASE=postgresql .venv/bin/python -m pytest -q -p tools.no_skips \
		tests/durability/test_replicas.py

container:
	@tools/environment.sh dev
	@tools/programs.sh container
	@tools/container.sh

sbom:
	@python3 -m tools.sbom

simulate:
	@tools/environment.sh dev
	@.venv/bin/python -m tools.simulate

# Versions and hashes, never an address: indexes differ from place to place. UPGRADE=--upgrade takes newer versions.
# Extras stay in the lock: pip holds `coverage[toml]` for another requirement than `coverage`, and takes the newest of it.
COMPILE = .venv/bin/uv pip compile --quiet pyproject.toml --extra postgres --group build --universal \
	--python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-emit-find-links --no-annotate \
	--custom-compile-command 'make lock' $(UPGRADE)
lock:
	@tools/environment.sh dev
	$(COMPILE) --output-file requirements.txt
	$(COMPILE) --extra pdf --group dev --constraints requirements.txt --output-file requirements-dev.txt
