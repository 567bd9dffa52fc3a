# Makes the environment that ./run and ./test share. POSIX sh, sourced, never run by itself.
#
# The caller sets `root` (the folder of this repository) and `me` (what a person typed), then calls
#     make_environment NAME
# for the set in requirements/NAME.txt. Afterwards $python is the environment's own Python.
#
# What is there already is believed only if a stamp, written last, says which set was installed,
# by which Python and in which place. A set-up that was cut short leaves the marker `unfinished`
# and is started over.

environment=$root/.venv
python=$environment/bin/python
apt_line="sudo apt-get install -y python3 python3-venv"

say() { printf '%s\n' "$*" >&2; }

give_up() {
    say ""
    for line in "$@"; do say "$me: $line"; done
    exit 1
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' </dev/null >/dev/null 2>&1
}

# Sets $found to a Python 3.11 or newer, or explains what to install.
find_python() {
    found=
    too_old=
    for candidate in python3 python3.13 python3.12 python3.11 python3.14 python; do
        where=$(command -v "$candidate" 2>/dev/null) || continue
        if is_new_enough "$where"; then
            found=$where
            return
        fi
        version=$("$where" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null </dev/null) || continue
        too_old="${too_old:-$candidate is $version}"
    done
    if [ -n "$too_old" ]; then
        give_up "OpenIOP needs Python 3.11 or newer, and $too_old." \
            "Install a newer one (Debian 12 or Ubuntu 24.04: $apt_line), then run $me again."
    fi
    give_up "OpenIOP needs Python 3.11 or newer, and none was found." \
        "Install it (Debian, Ubuntu: $apt_line; macOS: brew install python), then run $me again."
}

has_uv() { uv --version >/dev/null 2>&1 </dev/null; }

# What a finished set-up of $1 would have written: the place, the Python, the packages.
stamp_of() {
    printf '%s\n' "$environment"
    "$python" -c 'import sys; print(sys.version)' </dev/null 2>/dev/null
    cksum <"$root/requirements/$1.txt"
}

is_ready() {
    [ -f "$environment/stamp-$1" ] && [ ! -e "$environment/unfinished" ] &&
        [ "$(stamp_of "$1")" = "$(cat "$environment/stamp-$1")" ]
}

# An environment that cannot be trusted: cut short, moved here from elsewhere, its Python gone.
is_broken() {
    [ -e "$environment/unfinished" ] && return 0
    is_new_enough "$python" || return 0
    for stamp in "$environment"/stamp-*; do
        [ -f "$stamp" ] || continue
        [ "$(head -n 1 "$stamp")" = "$environment" ] || return 0
        [ "$(sed -n 2p "$stamp")" = "$(stamp_of run | sed -n 2p)" ] || return 0
    done
    return 1
}

start_environment() {
    # an installer that outlived a killed start may still be writing there: first out of its way
    if [ -e "$environment" ]; then
        old=$environment.old-$$
        mv "$environment" "$old" ||
            give_up "The folder $environment cannot be removed. Remove it by hand, then run $me again."
        rm -rf "$old" 2>/dev/null || { sleep 1 && rm -rf "$old"; } 2>/dev/null
    fi
    mkdir -p "$environment" 2>/dev/null ||
        give_up "Nothing can be written in $root. Move OpenIOP to a folder of your own, then run $me again."
    : >"$environment/unfinished"
    if [ "$1" = uv ]; then
        uv venv -q --allow-existing --no-python-downloads --python "$found" "$environment" </dev/null >>"$log" 2>&1
    elif ! "$found" -c 'import venv, ensurepip' </dev/null >/dev/null 2>&1; then
        rm -rf "$environment" "$log"
        minor=$("$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])' </dev/null)
        give_up "$found has no venv module, which OpenIOP needs for an environment of its own." \
            "Install it (Debian, Ubuntu: sudo apt-get install -y python$minor-venv), then run $me again."
    else
        "$found" -m venv "$environment" </dev/null >>"$log" 2>&1
    fi
}

install_with_uv() {
    uv pip install -q --python "$python" --require-hashes -r "$root/requirements/$1.txt" </dev/null >>"$log" 2>&1
}

install_with_pip() {
    "$python" -m pip --disable-pip-version-check install -q --no-input \
        --require-hashes -r "$root/requirements/$1.txt" </dev/null >>"$log" 2>&1
}

install() {
    if has_uv; then
        if is_broken; then start_environment uv; fi
        : >"$environment/unfinished"
        if is_new_enough "$python" && install_with_uv "$1"; then return 0; fi
        say "   uv did not manage; trying again with pip"
    fi
    if is_broken || ! "$python" -m pip --version >/dev/null 2>&1 </dev/null; then start_environment pip; fi
    : >"$environment/unfinished"
    is_new_enough "$python" && install_with_pip "$1"
}

# `.venv/bin/openiop import clients.csv` works from any folder.
write_command() {
    {
        printf '#!/bin/sh\n'
        printf 'PYTHONPATH="%s" exec "%s/bin/python" -m openiop "$@"\n' "$root" "$environment"
    } >"$environment/bin/openiop"
    chmod +x "$environment/bin/openiop"
}

# Two starts at once must not build the same environment: the second waits for the first.
lock_set_up() {
    waited=
    until mkdir "$lock" 2>/dev/null; do
        [ -d "$lock" ] || give_up "Nothing can be written in $root. Move OpenIOP to a folder of your own, then run $me again."
        owner=$(cat "$lock/pid" 2>/dev/null) || owner=
        if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
            rm -rf "$lock"
        elif [ -z "$owner" ] && [ -n "$(find "$lock" -prune -mmin +1 2>/dev/null)" ]; then
            rm -rf "$lock"
        else
            [ -n "$waited" ] || say "Another start is making the environment; waiting for it ..."
            waited=yes
            sleep 1
        fi
    done
    echo "$$" >"$lock/pid"
    trap 'rm -rf "$lock"' EXIT
    trap 'say ""; say "Stopped. What was begun is started over next time."; exit 130' INT TERM HUP
}

unlock_set_up() {
    trap - EXIT INT TERM HUP
    rm -rf "$lock"
}

make_environment() {
    # another program's Python settings must not leak in
    unset PYTHONHOME PYTHONSTARTUP VIRTUAL_ENV
    export PYTHONPATH="$root" PYTHONNOUSERSITE=1
    if is_ready "$1"; then return; fi

    lock=$root/.venv.lock
    lock_set_up
    if is_ready "$1"; then
        unlock_set_up
        return
    fi
    find_python
    log=$root/.venv.log
    : >"$log"
    if [ -e "$environment/unfinished" ]; then
        say "An earlier set-up was cut short; starting it over."
    elif [ -e "$environment" ] && is_broken; then
        say "The environment in .venv does not fit this place or this Python; making it anew."
    fi
    say "Installing what OpenIOP needs into .venv (about half a minute, only this once) ..."
    if ! install "$1"; then
        say ""
        tail -n 4 "$log" >&2
        give_up "The packages could not be installed; the last lines above and $log say why." \
            "Is this machine online, with about 400 MB free? Nothing is lost: run $me again."
    fi
    write_command
    stamp_of "$1" >"$environment/stamp-$1"
    rm -f "$environment/unfinished" "$log"
    unlock_set_up
}
