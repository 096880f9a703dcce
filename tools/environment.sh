#!/bin/sh
# Make the virtual environment that the Makefile works in, once.
#
#   tools/environment.sh FOLDER EXTRAS [COMMAND=PACKAGE ...]
#
# EXTRAS are those of pyproject.toml (report, dev, docs). COMMAND=PACKAGE names a
# system command and the Debian package that brings it; a missing one is installed
# when that is allowed, and otherwise reported: what needs it will say so itself.
# PYTHON names the interpreter to use. Nothing is downloaded when all is in place.
set -eu
cd "$(dirname "$0")/.."

venv=$1
extras=$2
shift 2

say() { printf '%s\n' "$*" >&2; }

# Install Debian packages when this user may; return 1 otherwise.
system_install() {
    if ! command -v apt-get >/dev/null 2>&1; then
        say "This machine has no apt-get. Please install: $*"
        return 1
    fi
    if [ "$(id -u)" = 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        say "I may not install system packages (neither root nor sudo without a password)."
        say "If something below fails, run: sudo apt-get install $*"
        return 1
    fi
    say "Installing system packages: $*"
    # shellcheck disable=SC2086
    { $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@"; } >&2 || {
        say "The system packages could not be installed: $*"
        return 1
    }
}

right_version='import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'

find_python() {
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c "$right_version" 2>/dev/null; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null 2>&1 || system_install "${pair#*=}" || true
done

if ! [ -x "$venv/bin/python" ] || ! "$venv/bin/python" -c "$right_version" 2>/dev/null; then
    if ! python=$(find_python); then
        system_install python3 python3-venv || true
        python=$(find_python) || {
            say "No Python from 3.11 to 3.13 was found. Install one, or name it: make PYTHON=/path/to/python"
            exit 1
        }
    fi
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        # Debian keeps the parts that make an environment in a package of its own.
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        system_install "python$version-venv" || system_install python3-venv || {
            say "$python cannot make a virtual environment without that package."
            exit 1
        }
    fi
    say "Making the environment $venv with $("$python" --version)"
    rm -rf "$venv"
    "$python" -m venv "$venv"
fi

# What is installed depends on the project table and on the pinned versions, on nothing else.
wanted=$( { sed '/^\[tool\./,$d' pyproject.toml; cat constraints.txt; } | cksum)
stamp="$venv/.installed-$extras"
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    exit 0
fi
say "Installing the package with [$extras] and pinned versions (once, a few minutes)"
PIP_CONSTRAINT="$PWD/constraints.txt" "$venv/bin/python" -m pip install \
    --quiet --disable-pip-version-check --prefer-binary -e ".[$extras]" >&2 || {
    say "The installation did not finish. It needs the network this one time; run the command again."
    exit 1
}
printf '%s\n' "$wanted" > "$stamp"
