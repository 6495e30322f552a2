#!/usr/bin/env bash
# Gets the programs that Python packages do not bring: tools/programs.sh browser postgres pdf wrk strace
# As root from Debian's packages; else only Playwright's own browser can be had, and the rest is asked for.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=() # Debian's names of the packages
need() { # need COMMAND PACKAGE
    command -v "$1" >/dev/null || missing+=("$2")
}

installs() { [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; }

has_chromium() {
    local name
    for name in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null && return
    done
    .venv/bin/python - <<'PYTHON'
import pathlib, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    sys.exit(not pathlib.Path(playwright.chromium.executable_path).exists())
PYTHON
}

for what in "$@"; do
    case $what in
        browser)
            # The engine alone; it needs half the time of the whole browser.
            if installs; then need chromium-headless-shell chromium-headless-shell; else has_chromium || missing+=(chromium); fi
            need w3m w3m
            need lynx lynx
            ;;
        postgres) command -v initdb /usr/lib/postgresql/*/bin/initdb >/dev/null || missing+=(postgresql) ;;
        pdf)
            need pdfinfo poppler-utils
            .venv/bin/python -c 'import weasyprint' 2>/dev/null ||
                missing+=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)
            [[ $(fc-list 2>/dev/null) == *NotoNaskhArabic* ]] || missing+=(fontconfig fonts-noto-core)
            ;;
        wrk) need wrk wrk ;;
        container)
            need buildah buildah
            need podman podman
            need runc runc
            need debootstrap debootstrap
            ;;
        strace) need strace strace ;;
        *) echo "tools/programs.sh does not know \"$what\"" >&2; exit 2 ;;
    esac
done
((${#missing[@]})) || exit 0

if installs; then
    echo "Installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq -o DPkg::Lock::Timeout=300 update
    apt-cache show chromium-headless-shell >/dev/null 2>&1 || missing=("${missing[@]/chromium-headless-shell/chromium}")
    apt-get -qq -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "${missing[@]}" >/dev/null
    exit 0
fi

others=()
for package in "${missing[@]}"; do
    if [[ $package == chromium ]]; then
        .venv/bin/playwright install chromium
    else
        others+=("$package")
    fi
done
((${#others[@]})) || exit 0
echo "Missing on this machine: ${others[*]}. Install them, for example: sudo apt-get install ${others[*]}" >&2
exit 1
