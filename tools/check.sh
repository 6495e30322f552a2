#!/usr/bin/env bash
# What must hold: tools/check.sh fast (no browser, no PostgreSQL) or all. Goes on after a failure, names each at the end.
# EMM_TEST_WITHOUT=browser,postgres,pdf leaves out what it names, and the last lines say so; nothing is skipped otherwise.
set -uo pipefail
cd "$(dirname "$0")/.."

IFS=', ' read -r -a without <<< "${EMM_TEST_WITHOUT:-}"
for what in ${without[@]+"${without[@]}"}; do
    [[ $what == browser || $what == postgres || $what == pdf ]] ||
        { echo "EMM_TEST_WITHOUT knows browser, postgres and pdf, not \"$what\"" >&2; exit 2; }
done
wanted() { [[ " ${without[*]-} " != *" $1 "* ]]; }

failed=()
step() { # step NAME COMMAND [ARGUMENT ...]
    printf '\n== %s\n' "$1"
    "${@:2}" || failed+=("$1")
}
finished() { # PROCESS FILE: wait for what was begun before, and show what it said
    local came=0
    wait "$1" || came=$?
    cat "$2"
    rm -f "$2"
    return "$came"
}
tests() { .venv/bin/python -m pytest -q -p tools.no_skips "$@"; }

unset PYTHONDONTWRITEBYTECODE # compiling tests and program anew in every process takes longer than many a test
# Nothing of a run has to outlive it, so files and databases of tests live in memory where there is room for them.
if [[ -z ${TMPDIR:-} ]] && findmnt -rno OPTIONS /dev/shm 2>/dev/null | grep -qv noexec &&
    (($(df -Pm /dev/shm | awk 'END { print $4 }') >= 2000)); then
    TMPDIR=$(mktemp -d /dev/shm/emm-tests.XXXXXX)
    export TMPDIR
    chmod 711 "$TMPDIR" # PostgreSQL runs as another user
    trap 'rm -rf "$TMPDIR"' EXIT
fi

said=$(mktemp)
.venv/bin/mypy > "$said" 2>&1 & # takes as long as the next four together
types=$!
step "style" .venv/bin/ruff check --quiet --output-format concise .
step "format" .venv/bin/ruff format --check --output-format concise .
step "layers" .venv/bin/lint-imports --no-logo
step "courses" .venv/bin/emm check
step "types" finished "$types" "$said"

export EMM_TEST_DATABASE=sqlite
if [[ ${1:-} == fast ]]; then
    # What tries thousands of texts, starts programs, restores backups, or kills servers until something is lost takes
    # minutes: `all` does it, and with every example of every test.
    # A file stays with one process, because what its tests share is made there once.
    step "tests on SQLite" tests -n 2 --dist loadfile -m "not pdf and not thorough" --brief \
        --ignore tests/durability --ignore tests/browser
else
    without_pdf=
    if wanted pdf; then step "PDF" tools/programs.sh pdf; else without_pdf="not pdf"; fi
    step "programs for faults" tools/programs.sh strace
    step "tests on SQLite" tests -n 2 -m "$without_pdf" --ignore tests/browser --cov --cov-report=term
    if wanted postgres; then
        step "PostgreSQL" tools/programs.sh postgres
        # Of these, those that use a database (tests/conftest.py): what comes of all others is the same.
        EMM_TEST_DATABASE=postgresql step "tests on PostgreSQL" tests -n 2 -m "not sqlite and not pdf" \
            --ignore tests/browser
    fi
    if wanted browser; then
        step "browser" tools/programs.sh browser
        step "tests in a browser" tests -n 2 tests/browser
    fi
fi

if ((${#failed[@]})); then
    printf '\nFailed: %s\n' "$(IFS=';'; echo "${failed[*]}")"
    exit 1
fi
[[ ${1:-} == fast ]] || for what in browser postgres pdf; do
    wanted "$what" || echo "NOT RUN: tests with $what, because EMM_TEST_WITHOUT names it"
done
