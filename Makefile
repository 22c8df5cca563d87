# Peerly's commands. Everything is installed into .venv, beside this file; nothing else is touched.
# Plain make and sh, so that it works on any Debian and with the make of macOS.

ARGS ?=

# Modules are started with this, not by their scripts, which would break if the folder were moved.
python = .venv/bin/python

.PHONY: help
help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

.PHONY: run
run: runtime ## start Peerly (HOST, PORT, DATABASE_URL and the like are passed on)
	@exec $(python) manage.py serve

.PHONY: token
token: runtime ## print a token, and nothing else: make token EMAIL=ann@example.org
	@if [ -z "$$EMAIL" ]; then echo "Whose token? make token EMAIL=ann@example.org" >&2; exit 2; fi; \
	exec $(python) manage.py issue_token "$$EMAIL"

.PHONY: credential
credential: runtime ## print a credential: make credential DIALECT=agyletime OWNER=ada@example.org
	@if [ -z "$$DIALECT" ] || [ -z "$$OWNER" ]; then \
	    echo "For whose clients, and whose? make credential DIALECT=agyletime OWNER=ada@example.org" >&2; \
	    exit 2; fi; \
	exec $(python) manage.py issue_credential --dialect "$$DIALECT" --owner "$$OWNER"

# Both databases always run: what fails on one only is the most telling.
.PHONY: test
test: development ## run the tests on SQLite and on PostgreSQL (ARGS="-k word" goes to pytest)
	@failed=; \
	for database in sqlite postgres; do \
	    echo "== tests on $$database"; \
	    $(python) -m pytest --database=$$database -n 2 $(ARGS) || failed="$$failed $$database"; \
	done; \
	if [ -n "$$failed" ]; then echo "Tests failed on:$$failed" >&2; exit 1; fi

# It takes wrk, which it does not fetch by itself, and a machine that does nothing else meanwhile.
.PHONY: bench
bench: development ## measure how fast Peerly is, beside a bare application (ARGS=--quick: 3 minutes)
	@exec $(python) -m bench $(ARGS)

.PHONY: screenshots
screenshots: development ## take pictures of every page of the demo, into screenshots/ (or ARGS=folder)
	@$(python) -m tests.browser.screenshots $(ARGS)

# The settings are read many times here, so they get a data folder and a database to throw away.
.PHONY: check
check: development ## lint, format, types, imports, migrations, deployment settings
	@PEERLY_DATA=$$(mktemp -d) || exit 1; \
	trap 'rm -rf "$$PEERLY_DATA"' EXIT; trap 'exit 130' INT TERM; \
	export PEERLY_DATA PUBLIC_URL=https://peerly.example BEHIND_TLS_PROXY=on PROXIES=1; \
	export DATABASE_URL="sqlite:///$$PEERLY_DATA/peerly.sqlite3"; \
	failed=; \
	step() { echo "== $$*"; $(python) "$$@" || failed="$$failed; $$*"; }; \
	step -m ruff check .; \
	step -m ruff format --check .; \
	step -m mypy; \
	step .venv/bin/lint-imports --no-logo --no-cache; \
	step manage.py makemigrations --check --dry-run; \
	step manage.py check --deploy --fail-level WARNING; \
	if [ -n "$$failed" ]; then echo "Failed: $${failed#; }" >&2; exit 1; fi

# Neither GNU gettext nor anything else is needed beside what the tests need.
.PHONY: messages
messages: development ## collect the words of the pages, and say which wait for a translation
	@$(python) -m tests.messages

# It takes npm, which nothing else here does.
.PHONY: vendored
vendored: development ## take the font and the icons of the pages anew from their packages
	@$(python) -m tests.vendored

# Versions stay as they are unless asked: make lock ARGS=--upgrade
.PHONY: lock
lock: virtualenv ## work out requirements*.txt again from requirements*.in
	@set -e; \
	uv=$$(command -v uv) || { \
	    uv=.venv/uv/bin/uv; \
	    [ -x $$uv ] || { $(python) -m venv .venv/uv && .venv/uv/bin/python -m pip install -qq uv; }; \
	}; \
	for name in requirements requirements-dev; do \
	    "$$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	        --custom-compile-command "make lock" $(ARGS) --output-file $$name.txt $$name.in; \
	done

# What is below is for the commands above.

.PHONY: runtime development virtualenv
runtime: virtualenv
	@$(call install,requirements.txt,requirements.txt)
development: virtualenv
	@$(call install,requirements-dev.txt,requirements.txt requirements-dev.txt)

# install(lock, the locks this satisfies): .venv keeps a copy of every lock it was filled from, and
# is filled again when the two differ. An install that was broken off leaves no copy.
# uv takes seconds where pip takes a minute, but pip is always there.
define install
set -e; lock=$(1); \
if cmp -s $$lock .venv/$$lock; then exit 0; fi; \
if ! [ -w .venv ]; then echo "You may not write to $$(pwd)/.venv." >&2; exit 1; fi; \
echo "Installing the packages of $$lock into .venv; this can take a minute the first time." >&2; \
rm -f .venv/requirements*.txt; \
if ! uv pip install --quiet --require-hashes --python $(python) -r $$lock >/dev/null 2>&1; then \
    $(python) -m pip install -qq --disable-pip-version-check --require-hashes -r $$lock >&2 || { \
        echo "The packages of $$lock could not be installed: pip says why above." >&2; exit 1; }; \
fi; \
cp $(2) .venv/
endef

# PYTHON=… chooses an interpreter. .venv is made anew if it is of another version or incomplete.
virtualenv:
	@recent='import sys; sys.exit(sys.version_info < (3, 11))'; \
	version='import sys; print(sys.version)'; \
	describe='import sys; print("Python %d.%d.%d at" % sys.version_info[:3], sys.executable)'; \
	if [ -z "$$PYTHON" ] && $(python) -c "import pip; $$recent" 2>/dev/null; then exit 0; fi; \
	if [ -n "$$PYTHON" ]; then set -- "$$PYTHON"; \
	else set -- python3 python3.13 python3.12 python3.11 python3.14; fi; \
	chosen=; found=; \
	for candidate; do \
	    what=$$("$$candidate" -c "$$describe" 2>/dev/null) || continue; \
	    if "$$candidate" -c "$$recent"; then chosen=$$candidate; break; fi; \
	    found=$${found:-$$what}; \
	done; \
	if [ -z "$$chosen" ]; then \
	    echo "Peerly needs Python 3.11 or newer; found $${found:-none of: $$*}." >&2; exit 1; fi; \
	if [ "$$("$$chosen" -c "$$version")" = "$$($(python) -c "import pip; $$version" 2>&1)" ]; then \
	    exit 0; fi; \
	if ! [ -w . ]; then \
	    echo "Peerly installs into .venv here, but you may not write to $$(pwd)." >&2; exit 1; fi; \
	if ! "$$chosen" -c 'import ensurepip, venv' 2>/dev/null; then \
	    package=$$("$$chosen" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
	    echo "$$what lacks its venv module: install the package $$package" \
	        "(Debian, Ubuntu: apt install $$package)." >&2; exit 1; fi; \
	"$$chosen" -m venv --clear .venv >&2
