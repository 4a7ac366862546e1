# What a developer and CI type. Each verb makes what it needs, and only that; `make help` lists them.
SHELL := /bin/bash
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

BIN := .venv/bin
UV := $(BIN)/uv
DEVELOPMENT := .venv/.development
SAM := .tools/sam/.stamp
MINISTACK := .tools/ministack/.stamp
SCAN := .tools/scan/.stamp
NEWMAN := .tools/newman/.stamp
JAVASCRIPT := layers/gonogo/gonogo/engine/scripts/javascript
SCRIPTING := $(JAVASCRIPT)/built/machine.wasm

# uv does not read pip's settings; a mirror that pip was told of serves both.
ifdef PIP_INDEX_URL
export UV_DEFAULT_INDEX ?= $(PIP_INDEX_URL)
endif
export SAM_CLI_TELEMETRY := 0
# SAM, checkov and the like write into HOME; nothing outside this folder is theirs.
AT_HOME := HOME="$(CURDIR)/.gonogo/home"

say = @printf '\033[1m%s\033[0m\n' "$(1)"

.PHONY: help up demo demo-gate test check bench trust down deploy sbom status clean locks
help: ## List the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 10

# ---- The verbs -------------------------------------------------------------------------------------

up: $(DEVELOPMENT) $(SAM) $(MINISTACK) $(SCRIPTING) ## Local AWS, build, deploy, sample project and API; prints how to use them
	@$(BIN)/python -m gonogo.local up

demo: up ## up, then the sample suites through their trigger URLs, to a verdict
	@$(BIN)/python -m gonogo.local demo

demo-gate: up ## up, then simulated canary deployments that are held, let through and rolled back
	@$(BIN)/python -m gonogo.local demo-gate

status: $(DEVELOPMENT) ## What of it runs
	@$(BIN)/python -m gonogo.local status

down: $(DEVELOPMENT) ## Stop what up started
	@$(BIN)/python -m gonogo.local down

test: $(DEVELOPMENT) $(SAM) $(MINISTACK) $(SCRIPTING) $(NEWMAN) ## The whole test suite, with the local AWS that it needs
	$(call say,Tests that need nothing but this process)
	$(BIN)/python -m pytest -q -n 2 $(wildcard $(QUICK))
	$(call say,Tests with processes and servers of their own)
	$(BIN)/python -m pytest -q -n 3 --dist loadfile tests/integration
	$(call say,Tests of the running service)
	$(BIN)/python -m gonogo.local around $(BIN)/python -m pytest -q tests/e2e

QUICK := tests/unit tests/golden tests/contract tests/property tests/architecture

check: format lint types imports template scan audit ## Format, lint, types, import rules, template, security scan

bench: $(DEVELOPMENT) $(SAM) $(MINISTACK) $(SCRIPTING) ## Benchmarks: one JSON document and a table
	@$(BIN)/python -m benchmarks

trust: $(DEVELOPMENT) $(SAM) $(SCRIPTING) $(SCAN) ## Figures under attack, load and faults; writes docs/reference/trust.md
	@$(BIN)/python -m trust

deploy: $(DEVELOPMENT) $(SAM) $(SCRIPTING) sbom ## Build for Lambda and deploy to the AWS account of your credentials
	PATH="$(CURDIR)/$(BIN):$$PATH" .tools/sam/bin/sam build
	.tools/sam/bin/sam deploy $(if $(GUIDED),--guided) $(if $(PARAMETERS),--parameter-overrides $(PARAMETERS))

SBOM := .aws-sam/gonogo.cdx.json
sbom: $(DEVELOPMENT) $(SCAN) ## Bill of materials of what is deployed (CycloneDX), beside the build
	@$(BIN)/python -m supply | .tools/scan/bin/python .ci/sbom.py $(SBOM)
	@echo "The bill of materials is $(SBOM)."

# ---- The parts of check ----------------------------------------------------------------------------

.PHONY: format lint types imports template scan audit
format: $(DEVELOPMENT)
	$(call say,Format)
	$(BIN)/ruff format --check .

lint: $(DEVELOPMENT)
	$(call say,Lint)
	$(BIN)/ruff check .

types: $(DEVELOPMENT)
	$(call say,Types)
	$(BIN)/mypy --strict -p gonogo -p functions -p trust -p supply -p costs $(patsubst tests/%.py,-m tests.%,$(wildcard tests/*.py))

imports: $(DEVELOPMENT)
	$(call say,Import rules)
	$(BIN)/lint-imports

template: $(SAM)
	$(call say,Template)
	$(AT_HOME) .tools/sam/bin/sam validate --lint
	$(AT_HOME) .tools/sam/bin/cfn-lint

scan: $(DEVELOPMENT) $(SCAN)
	$(call say,Security scan of the template: as written and as transformed)
	$(BIN)/python -m tests.transformed .gonogo/transformed/template.json
	$(AT_HOME) .tools/scan/bin/checkov --config-file .checkov.yaml -f template.yaml .gonogo/transformed/template.json

audit: $(DEVELOPMENT) $(SCAN)
	$(call say,Known weaknesses of the locked packages)
	$(BIN)/python .ci/audit.py .tools/scan/bin/pip-audit requirements/layers.txt
	$(BIN)/python .ci/audit.py .tools/scan/bin/pip-audit requirements/scripting.txt

# ---- Environments: each made when a verb first needs it ----------------------------------------------

$(UV): requirements/uv.txt
	$(call say,Making the virtual environment .venv)
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; done; \
	if [ -z "$$found" ]; then echo "gonogo needs Python 3.11 or later; PYTHON=/path/to/python names one." >&2; exit 1; fi; \
	if [ ! -x $(BIN)/python ]; then "$$found" -m venv .venv; fi; \
	if [ ! -x $(UV) ]; then $(BIN)/python -m pip install --quiet --require-hashes -r requirements/uv.txt; fi
	@touch $(UV)

$(DEVELOPMENT): requirements/development.txt pyproject.toml | $(UV)
	$(call say,Installing the locked packages of development)
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/development.txt
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

.tools/sam/.stamp: requirements/sam.txt
.tools/ministack/.stamp: requirements/local-aws.txt
.tools/scan/.stamp: requirements/scan.txt
$(SAM) $(MINISTACK) $(SCAN): .tools/%/.stamp: | $(UV)
	$(call say,Installing .tools/$*)
	@$(UV) venv --quiet --allow-existing --python $(BIN)/python .tools/$*
	@$(UV) pip sync --quiet --python .tools/$* --require-hashes $<
	@touch $@

# The machine that scripts run in. npm packages come by the lock file's hashes, none of their code runs here.
$(SCRIPTING): package.json package-lock.json .npmrc $(JAVASCRIPT)/machine.sha256 $(wildcard $(JAVASCRIPT)/*.py \
  $(JAVASCRIPT)/prelude/*.js) | $(DEVELOPMENT)
	$(call say,Building the machine for scripts)
	@mkdir -p .tools/scripting && cp package.json package-lock.json .npmrc .tools/scripting/
	@cd .tools/scripting && npm ci --ignore-scripts --loglevel=error >/dev/null
	@$(BIN)/python -m gonogo.engine.scripts.javascript.bake .tools/scripting/node_modules
	@touch $@

# What the differential test of imported collections compares with.
COMPARED := tests/integration/newman
$(NEWMAN): $(COMPARED)/package.json $(COMPARED)/package-lock.json $(COMPARED)/.npmrc
	$(call say,Installing .tools/newman)
	@mkdir -p .tools/newman && cp $^ .tools/newman/
	@cd .tools/newman && npm ci --ignore-scripts --loglevel=error >/dev/null
	@touch $@

.PHONY: scripting
scripting: $(SCRIPTING)

locks: $(UV) ## Compile requirements/*.in anew into lock files with hashes
	@for name in uv layers scripting development sam scan local-aws; do \
	  $(UV) pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    requirements/$$name.in -o requirements/$$name.txt; done

clean: down ## Remove what was built and started; the environments stay
	rm -rf .gonogo .aws-sam
