#!/usr/bin/env bash
# Builds the real Containerfile without a daemon, and runs tests/container/ on the image. Needs root, as chroot does.
# Where no registry of images can be reached, a stand-in for the base is made from Debian's packages: good for trying
# the file, not for the version of Python in it. What this machine needs besides (certificates, a mirror of packages)
# goes into BUILD_OPTIONS as options of buildah.
set -euo pipefail
cd "$(dirname "$0")/.."
base=python:3.13-slim
image=localhost/emm:test
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

has() { buildah inspect --type image "$1" >/dev/null 2>&1; }

stand_in() {
    local release
    release=$(. /etc/os-release && echo "$VERSION_CODENAME")
    echo "No registry of images: making a stand-in for $base from Debian $release"
    debootstrap --variant=minbase --include=python-is-python3,python3-venv,python3-pip "$release" "$place/root" >/dev/null
    tar -C "$place/root" -c . | podman import --quiet - "localhost/$base" >/dev/null
}

has "localhost/$base" || buildah pull --quiet "$base" 2>/dev/null || stand_in
# shellcheck disable=SC2086 # options are words
buildah bud --quiet --format docker --layers --isolation chroot --pull-never ${BUILD_OPTIONS:-} -t "$image" -f Containerfile .
size() { podman image inspect --format '{{.Size}}' "$1"; }
found=$(buildah inspect --type image --format '{{.FromImageID}}' "$image")
export EMM_TEST_IMAGE=$image EMM_TEST_IMAGE_MB=$((($(size "$image") - $(size "$base")) / 1000000))
echo "Built $image: $EMM_TEST_IMAGE_MB MB above its base ${found:0:12}"
.venv/bin/python -m pytest -q -p tools.no_skips -n0 tests/container
