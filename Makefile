# Spikebook's errands. `make help` lists them.

export CARGO_TARGET_DIR ?= $(HOME)/.cache/spikebook/target
# Absolute, for tests run in the folder of their crate.
SPIKEBOOK_DATA ?= $(abspath $(wildcard ../shared/data))
export SPIKEBOOK_DATA
SPIKEBOOK_GOLDEN ?= $(abspath $(wildcard ../shared/golden))
export SPIKEBOOK_GOLDEN

SPIKEBOOK = $(CARGO_TARGET_DIR)/debug/spikebook
# `--examples` makes cargo choose the dependencies' features that the tests need too, so that `make
# pipeline` and `make test` share one build.
BUILD = cargo build --locked --workspace --bins --examples

.DEFAULT_GOAL := help
.PHONY: help build pipeline book verify test test-slow check fmt docs bench bench-peers ci clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## the command `spikebook`
	@$(BUILD)

pipeline: build ## run every pipeline and write reports/ and the book
	@$(SPIKEBOOK) run
	@$(SPIKEBOOK) book

book: build ## write the book from results that are there
	@$(SPIKEBOOK) book

verify: build ## compare results with golden numbers, and stored bytes with their digests
	@$(SPIKEBOOK) verify

test: ## every test
	cargo test --locked --workspace

test-slow: ## the tests that take minutes: calibration over thousands of simulated sets
	cargo test --locked --workspace -- --include-ignored

check: ## formatting, lints, documentation, generated pages
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps --lib --bins --examples
	cargo test --locked --test integration generated

fmt: ## format the sources
	cargo fmt --all

docs: build ## refresh the generated pages in docs/
	@$(SPIKEBOOK) stages --format markdown > docs/stages.md
	@$(SPIKEBOOK) stages --format json-schema > docs/pipeline.schema.json

# One profile for everything: nothing is rebuilt, and what is timed is what is run.
bench: ## time the engine on 200 trivial stages
	cargo bench --locked --workspace --profile dev --bench engine

PEERS = $(CARGO_TARGET_DIR)/peers
ROWS ?=
bench-peers: ## time our methods beside Python's best: ROWS="poisson_glm …" for some
	@for name in requirements requirements-numpy-1; do \
		folder=$(PEERS)/$$name; test -x $$folder/bin/python || python3 -m venv $$folder; \
		$$folder/bin/pip install --quiet --disable-pip-version-check -r benches/peers/$$name.txt || exit 1; done
	@program=$$(cargo bench --locked --workspace --profile dev --bench peers --no-run --message-format json 2>/dev/null \
		| sed -n 's/.*"executable":"\([^"]*peers-[^"]*\)".*/\1/p' | tail -n 1); \
		$(PEERS)/requirements/bin/python benches/peers/run.py --ours "$$program" \
			--numpy-1 $(PEERS)/requirements-numpy-1/bin/python $(if $(ROWS),--rows $(ROWS))

ci: ## what continuous integration runs: build and tests first
	$(MAKE) build
	$(MAKE) test
	$(MAKE) check
	$(MAKE) pipeline
	$(MAKE) verify

clean: ## remove results; the build stays
	rm -rf reports/.store reports/book reports/*/
