#!/usr/bin/env bash
# Makes .venv what the lock files say: tools/environment.sh run (to serve) or dev (to develop and test).
# Costs a few milliseconds when nothing has changed since the last time.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
    run) lock=requirements.txt ;;
    dev) lock=requirements-dev.txt ;;
    *) echo "usage: tools/environment.sh run|dev" >&2; exit 2 ;;
esac
record=.venv/.locked # copies of the files that were installed from, and the folder it happened in
quiet=--quiet
[[ -t 1 ]] && quiet=

fits() { # Started, not only looked up: a name on the path may be a stand-in for a version that is not there.
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

newest_python() {
    local name
    for name in python3.14 python3.13 python3.12 python3.11 python3 python; do
        fits "$name" && "$name" -c 'import sys; print(sys.executable)' && return
    done
    echo "Python 3.11 or later is needed, and none was found on the path." >&2
    echo "Debian, Ubuntu: apt install python3 python3-venv. Fedora: dnf install python3. macOS: brew install python." >&2
    return 1
}

make_venv() {
    local python
    python=$(newest_python)
    echo "Making .venv with $("$python" --version)"
    rm -rf .venv
    if command -v uv >/dev/null; then
        uv venv --quiet --python "$python" .venv
    elif ! "$python" -m venv .venv; then
        rm -rf .venv # half of one would be taken for a whole one the next time
        echo "This Python cannot make virtual environments. Debian, Ubuntu: apt install python3-venv." >&2
        return 1
    fi
}

install() { # with uv where there is one, because it is quick; else with the pip of .venv
    local uv
    if uv=$(command -v uv || command -v .venv/bin/uv); then
        "$uv" pip install $quiet --python .venv/bin/python "$@"
    else
        .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
        .venv/bin/python -m pip --disable-pip-version-check install $quiet --no-input "$@"
    fi
}

same() { cmp -s "$1" "$record/$1"; }

# The scripts of an environment hold its path: in a folder that was moved or copied it is made anew.
if ! fits .venv/bin/python || [[ -e $record/place && $(<"$record/place") != "$PWD" ]]; then
    make_venv
fi
if [[ -e $record/place ]] && same pyproject.toml; then
    if same "$lock" || { [[ $1 == run ]] && same requirements.txt; }; then
        exit 0
    fi
fi

echo "Installing $(grep -c '==' "$lock") locked packages into .venv"
rm -rf "$record"
install --require-hashes -r "$lock"
install --no-deps --no-build-isolation -e .
mkdir "$record"
cp pyproject.toml requirements.txt "$record"
[[ $1 == run ]] || cp "$lock" "$record"
pwd > "$record/place"
