#!/bin/sh
# Makes the lock files of this folder anew from pyproject.toml. Needs uv and a network.
# What is locked stays, unless told otherwise: `requirements/lock.sh --upgrade`, `--upgrade-package NAME`.
set -eu
cd -- "$(dirname -- "$0")/.."

# Extras stay in the lock: an older pip takes `coverage[toml]` for another package than `coverage`, and would want the newest.
lock() { # NAME, then options of uv
    name=$1
    shift
    uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
        --custom-compile-command requirements/lock.sh --output-file "requirements/$name.txt" "$@" >/dev/null
}

# The largest first: the others keep to its versions, so that one .venv serves both ./run and ./test.
lock browser --extra test --extra browser "$@"
lock test --extra test --constraints requirements/browser.txt "$@"
lock run --extra text --extra completion --extra compile --group editable --constraints requirements/test.txt "$@"
lock serve --extra serve --extra text --extra compile --group editable --constraints requirements/test.txt "$@"
lock mcp --extra mcp --extra text --extra compile --group editable --constraints requirements/test.txt "$@"
lock screen --extra screen --extra compile --group editable --constraints requirements/test.txt "$@"
lock signals --extra signals --extra compile --group editable --constraints requirements/test.txt "$@"
lock bench --extra bench --extra compile --group editable --constraints requirements/browser.txt "$@"
lock core --constraints requirements/test.txt "$@"
