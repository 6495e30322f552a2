"""`make sbom`: what the program is made of, from the lock file, as CycloneDX 1.6. Needs no network and no package."""

import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.txt"
VENDORED = ROOT / "static" / "VENDOR.md"
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def main() -> None:
    """Print the bill of materials."""
    json.dump(bill(), sys.stdout, indent=1)
    print()


def bill() -> dict[str, Any]:
    """Return the bill of materials; the same for the same lock file."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, LOCK.read_text(encoding='utf-8'))}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": project["name"],
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": [*packages(), *vendored()],
    }


def packages() -> Iterator[dict[str, Any]]:
    """Yield each locked package with its checksums."""
    text = LOCK.read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        found = PIN.match(line.partition(" --hash")[0].strip())
        if not found:
            continue
        name, version, marker = found.groups()
        address = f"pkg:pypi/{re.sub(r'[-_.]+', '-', name).lower()}@{version}"
        one: dict[str, Any] = {
            "type": "library",
            "bom-ref": address,
            "name": name,
            "version": version,
            "purl": address,
            "properties": [{"name": "emm:sha256", "value": digest} for digest in HASH.findall(line)],
        }
        if marker:
            one["properties"].append({"name": "emm:only-where", "value": marker.strip()})
        yield one


def vendored() -> Iterator[dict[str, Any]]:
    """Yield what browsers are sent and was copied in."""
    for row in VENDORED.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip(" `") for cell in row.strip("|").split("|")]
        if row.startswith("|") and len(cells) > 2 and re.fullmatch(r"[\w.@-]+\.js", cells[0]):
            name, version = cells[1].partition(",")[0], cells[2]
            address = f"pkg:npm/{name}@{version}"
            yield {"type": "library", "bom-ref": address, "name": name, "version": version, "purl": address}


if __name__ == "__main__":
    main()
