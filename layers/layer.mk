# What both layers share: where packages go, for which Python, and how they are compiled.
LAYER_PYTHON ?= 3.13
LAYER_PLATFORM ?= aarch64-manylinux_2_28

PACKAGES := $(ARTIFACTS_DIR)/python

ifeq ($(LAYER_TARGET),host)
UV_TARGET := --python "$(LAYER_HOST_PYTHON)"
COMPILER := $(LAYER_HOST_PYTHON)
else
UV_TARGET := --python-version $(LAYER_PYTHON) --python-platform $(LAYER_PLATFORM)
COMPILER := python$(LAYER_PYTHON)
endif

# SAM dates every file 1980, so bytecode that is checked by time never fits and each cold start would compile
# again. Bytecode belongs to one version of Python: without that version here the layer goes without.
BYTECODE = if "$(COMPILER)" -c "" 2>/dev/null; then \
	  "$(COMPILER)" -m compileall -q -j 0 --invalidation-mode unchecked-hash "$(PACKAGES)"; \
	else echo "No $(COMPILER) on this machine: the layer is built without bytecode." >&2; fi
