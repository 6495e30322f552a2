"""What `compose.yaml` says: everything pinned and limited, and no setting that does not exist."""

import re

import yaml

from emm.settings import described, from_environment
from tests.architecture.tree import ROOT

SETTINGS = {entry.name for entry in described(from_environment({}))}
TEXT = (ROOT / "compose.yaml").read_text(encoding="utf-8")
SERVICES = yaml.safe_load(TEXT)["services"]


def test_there_are_a_database_three_replicas_a_backup_and_a_proxy():
    assert set(SERVICES) == {"database", "site", "backup", "proxy"}
    assert SERVICES["site"]["deploy"]["replicas"] == 3
    assert SERVICES["proxy"]["ports"] == ["80:80", "443:443", "443:443/udp"]


def test_every_service_is_pinned_and_limited():
    for name, service in SERVICES.items():
        assert re.fullmatch(r"[a-z]+:\d+(\.\d+)+(-[a-z]+)?", service["image"]), name
        assert re.fullmatch(r"\d+m", service["mem_limit"]), name
        assert service["restart"] == "unless-stopped", name


def test_the_version_of_the_image_is_that_of_the_program():
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version
    assert SERVICES["site"]["image"] == SERVICES["backup"]["image"] == f"emm:{version[1]}"


def test_settings_exist_and_read_as_they_are_written():
    for name in ("site", "backup"):
        given = {key: re.sub(r"\$\{\w+:\?[^}]*\}", "x", value) for key, value in SERVICES[name]["environment"].items()}
        assert set(given) <= SETTINGS
        found = from_environment(given)
        assert found.secure
        assert found.trusted_proxies == 1
        assert (found.backups > 0) is (name == "backup")


def test_what_we_build_runs_without_rights_on_a_read_only_disk():
    for name in ("site", "backup"):
        service = SERVICES[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_the_proxy_finds_the_replicas():
    text = (ROOT / "Caddyfile").read_text(encoding="utf-8")
    assert re.search(r"name site\n\s+port 8000", text)
    assert "{$SITE_ADDRESS}" in text
