"""The bill of materials holds everything that the program is made of, and nothing else."""

import re

from tests.architecture.tree import ROOT
from tools.sbom import bill


def test_every_locked_package_is_in_it_once():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pinned = {found[1] for line in lines if (found := re.match(r"([A-Za-z0-9._-]+)(\[.*?\])?==", line))}
    components = bill()["components"]
    assert len(pinned) > 20
    assert {one["name"] for one in components if one["purl"].startswith("pkg:pypi/")} == pinned
    assert len({one["bom-ref"] for one in components}) == len(components)


def test_each_component_has_version_address_and_checksums():
    for one in bill()["components"]:
        assert re.fullmatch(r"pkg:(pypi|npm)/[a-z0-9.-]+@[A-Za-z0-9.+!-]+", one["purl"])
        assert one["purl"].endswith(f"@{one['version']}")
        if one["purl"].startswith("pkg:pypi/"):
            assert any(entry["name"] == "emm:sha256" for entry in one["properties"])


def test_what_browsers_are_sent_is_in_it():
    assert any(one["purl"].startswith("pkg:npm/htmx.org@") for one in bill()["components"])


def test_it_is_the_same_for_the_same_lock_file():
    found = bill()
    assert found == bill()
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", found["serialNumber"])
