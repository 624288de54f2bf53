# shellcheck shell=sh
# Read by `run` and `test`, which set $root, the absolute path of the source tree. Makes .venv, installs what is locked
# here, and compiles the knowledge when it changed. Everything that is said goes to standard error.

venv=${root:?}/.venv
lock=$root/.venv.lock
ready=$venv/.mixwise-ready # written last, and dated at the start: whatever is newer has not been seen
compiled=$root/src/mixwise/knowledge/data/knowledge.db

say() { printf 'mixwise: %s\n' "$*" >&2; }

give_up() {
    say "$*"
    exit 4
}

# FILE, PATHS…: what changed under the paths since the file was written; nothing when all is as it was.
# It goes by the time of change, since a copied or unpacked file keeps an old time of writing; not every find knows that one.
changed_since() (
    since=$1
    shift
    cd -- "$root" || exit
    set -- "$@" \( -name '*.yaml' -o -name '*.py' -o -name '*.txt' -o -name '*.toml' -o -type d -path 'knowledge*' \)
    find "$@" -cnewer "$since" -print -quit 2>/dev/null || find "$@" -newer "$since" -print 2>&1
)

# PROFILE: is nothing to be done? The quick answer of every run: shell builtins and one `find`.
all_is_ready() {
    home=
    { [ -r "$ready" ] && IFS= read -r home <"$ready"; } || return 1
    [ "$home" = "$root" ] && [ -x "$venv/bin/python" ] && [ -f "$venv/.mixwise-with-$1" ] && [ -f "$compiled" ] &&
        [ -z "$(changed_since "$ready" pyproject.toml requirements knowledge src/mixwise/knowledge)" ]
}

# PROFILE [knowledge]: everything that is missing. A profile is a list of locked packages in this folder.
set_up() {
    take_lock
    have_venv || make_venv
    for mark in "$venv"/.mixwise-with-* "$venv/.mixwise-with-$1"; do
        profile=${mark##*/.mixwise-with-}
        [ "$profile" = '*' ] || add_packages "$profile"
    done
    if [ "${2-}" = knowledge ]; then
        compile_knowledge
        printf '%s\n' "$root" >"$lock/ready"
        touch -r "$lock/pid" "$lock/ready"
        mv -f -- "$lock/ready" "$ready"
    fi
    free_lock
}

# ---------------------------------------------------------------------------------------------- one set-up at a time

take_lock() {
    [ -w "$root" ] || give_up "cannot write to $root, where .venv and the compiled knowledge belong, and they are" \
        "missing or out of date. Copy the folder to a place that you can write to, and run it there."
    waited=0
    until mkdir -- "$lock" 2>/dev/null; do
        owner=$(lock_owner)
        if { [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null && [ ! -d "/proc/$owner" ]; } ||
            { [ -z "$owner" ] && [ "$waited" -gt 10 ]; }; then
            break_lock "$owner"
        else
            [ "$waited" -ne 0 ] || say "another set-up is under way, waiting for it …"
        fi
        [ "$waited" -lt 900 ] || give_up "waited too long for another set-up. If there is none, delete $lock* and try again."
        sleep 1
        waited=$((waited + 1))
    done
    trap free_lock EXIT
    trap 'exit 130' INT
    trap 'exit 143' HUP TERM
    printf '%s\n' "$$" >"$lock/pid"
}

lock_owner() { cat -- "$lock/pid" 2>/dev/null || :; }

# Only one of those who wait may remove the lock of a set-up that died, and only if it is still that one's.
break_lock() {
    if mkdir -- "$lock.broken" 2>/dev/null; then
        [ "$(lock_owner)" != "$1" ] || rm -rf -- "$lock"
        rmdir -- "$lock.broken"
    fi
}

free_lock() {
    trap - EXIT INT HUP TERM
    rm -rf -- "$lock"
}

# --------------------------------------------------------------------------------------------------------- packages

have_venv() {
    home=
    { [ -r "$venv/.mixwise-home" ] && IFS= read -r home <"$venv/.mixwise-home"; } || return 1
    [ "$home" = "$root" ] && "$venv/bin/python" -c 'import sys; assert sys.version_info >= (3, 11)' 2>/dev/null
}

has_uv() { command -v uv >/dev/null 2>&1; }

can_make_venv='import ensurepip, venv'
can_install='import pip, venv; assert tuple(map(int, pip.__version__.split(".")[:2])) >= (22, 3)'

# CODE: sets $python to the newest Python that is new enough and can run that code.
find_python() {
    for python in python3.14 python3.13 python3.12 python3.11 python3; do
        "$python" -c "import sys; assert sys.version_info >= (3, 11); $1" >/dev/null 2>&1 && return 0
    done
    return 1
}

make_venv() {
    say "making .venv …"
    rm -rf -- "$venv"
    if has_uv && uv venv --quiet --no-project --python '>=3.11' "$venv" >&2; then
        :
    elif find_python "$can_make_venv" && "$python" -m venv "$venv" >&2; then
        :
    elif find_python "$can_install" && "$python" -m venv --clear --without-pip "$venv" >&2; then
        :
    elif find_python pass; then
        give_up "$python can make no virtual environment here. Install uv, or python3-venv (apt-get install python3-venv)."
    else
        give_up "needs Python 3.11 or newer. Install it (apt-get install python3 python3-venv, dnf install python3," \
            "brew install python3), or install uv, which brings one."
    fi
    printf '%s\n' "$root" >"$venv/.mixwise-home"
}

add_packages() {
    mark=$venv/.mixwise-with-$1
    if [ ! -f "$root/requirements/$1.txt" ]; then
        rm -f -- "$mark"
        return
    fi
    wanted=$(cd -- "$root" && cksum pyproject.toml "requirements/$1.txt")
    [ "$(cat -- "$mark" 2>/dev/null)" != "$wanted" ] || return 0
    say "installing the packages of requirements/$1.txt …"
    rm -f -- "$mark"
    if ! { pip_install --require-hashes -r "requirements/$1.txt" && pip_install --no-deps --no-build-isolation -e .; }; then
        give_up "the packages could not be installed, for the reason above. This needs a network, the first time only."
    fi
    "$venv/bin/python" -m compileall -q "$root/src/mixwise" >/dev/null 2>&1 || : # as installers do: starts stay fast
    printf '%s\n' "$wanted" >"$mark.new"
    mv -f -- "$mark.new" "$mark"
}

pip_install() (
    cd -- "$root" || exit
    if has_uv; then
        exec uv pip install --quiet --compile-bytecode --python "$venv/bin/python" "$@" >&2
    elif "$venv/bin/python" -c 'import pip' 2>/dev/null; then
        exec "$venv/bin/python" -m pip install -qq --disable-pip-version-check "$@" >&2
    elif find_python "$can_install"; then
        exec "$python" -m pip --python "$venv/bin/python" install -qq --disable-pip-version-check "$@" >&2
    fi
    say "neither uv nor pip is there to install with. Install one of them, or delete .venv to have it made anew."
    exit 1
)

# -------------------------------------------------------------------------------------------------------- knowledge

compile_knowledge() {
    if [ -f "$compiled" ] && [ -f "$ready" ] && [ -z "$(changed_since "$ready" knowledge src/mixwise/knowledge)" ]; then
        return
    fi
    "$venv/bin/python" "$venv/bin/mixwise" knowledge compile >&2 ||
        give_up "the knowledge has problems, so nothing is answered from it. They are listed above."
}
