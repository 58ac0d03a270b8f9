# Two commands matter: `make run` and `make test`. Both build what they need from the hashed locks.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
BIN := .venv/bin

.PHONY: run test lint bench fuzz shots lock env env-dev env-fuzz

run: env
	@DENGBU_DEMO=$${DENGBU_DEMO:-1} $(BIN)/python -m dengbu run

test: lint
	$(BIN)/pytest -n 2 --dist worksteal

lint: env-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: env-dev
	@$(BIN)/python -m dengbu bench $(BENCH)

# What judges files of strangers, for SECONDS; needs a wheel of atheris for this Python.
SECONDS ?= 60
fuzz: env-fuzz
	@$(BIN)/python -m benchmarks.fuzz_verifiers $(SECONDS)
	@$(BIN)/python -m benchmarks.fuzz_page $(SECONDS)

shots: env-dev
	@$(BIN)/python -m dengbu shots

# The lock is kept beside what was installed from it: the same text means nothing to do.
env: requirements.txt
	@cmp -s requirements.txt .venv/requirements.txt || $(call install,requirements.txt)

env-dev: requirements-dev.txt
	@cmp -s requirements-dev.txt .venv/requirements-dev.txt || $(call install,requirements-dev.txt)

env-fuzz: env-dev requirements-fuzz.txt
	@cmp -s requirements-fuzz.txt .venv/requirements-fuzz.txt || $(call install,requirements-fuzz.txt)

define install
	{ test -x $(BIN)/python || $(PYTHON) -m venv .venv; } && \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1) && \
	cp $(1) .venv/$(1)
endef

# New versions: edit the .in files, then `make lock`. No address of any registry is written.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate
lock: env-dev
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -c requirements.txt -o requirements-dev.txt
	$(LOCK) requirements-fuzz.in -c requirements-dev.txt -o requirements-fuzz.txt
