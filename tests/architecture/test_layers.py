"""Who may import whom, and what is done in one place only."""

import ast
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import MODULES, PROGRAM, ROOT, dotted, imported, named, nodes

LONGEST_FILE = 350
LONGEST_FUNCTION = 60
CONTRACTS = {"layers", "pure", "no-http", "rules", "views", "kinds"}

WORLD = PROGRAM / "world.py"
DICE = {"random", "secrets", "uuid"}
CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.time_ns",
    "os.urandom",
    "func.now",
    "func.current_timestamp",
    "func.random",
}


def lint_imports(config: Path) -> subprocess.CompletedProcess[str]:
    """Run the import linter with the contracts in `config`."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--config", str(config)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True, check=False)


def test_every_layer_imports_only_what_stands_below_it():
    result = lint_imports(ROOT / "pyproject.toml")
    assert result.returncode == 0, result.stdout
    assert " 0 broken" in result.stdout


def test_a_broken_contract_would_be_seen(tmp_path: Path):
    config = tmp_path / "upside-down.toml"
    config.write_text(
        """
        [tool.importlinter]
        root_package = "emm"
        [[tool.importlinter.contracts]]
        name = "Upside down"
        type = "layers"
        layers = ["emm.errors", "emm.learning"]
        """
    )
    assert lint_imports(config).returncode == 1


def test_no_contract_has_been_dropped():
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert {contract.get("id") for contract in said["contracts"]} >= CONTRACTS
    assert not any(contract.get("ignore_imports") for contract in said["contracts"])
    layers = next(contract for contract in said["contracts"] if contract["id"] == "layers")
    assert layers["exhaustive"] is True


def test_imports_of_ours_stand_at_the_top():
    """An import hidden in a function hides a knot."""
    hidden = [
        f"{named(path)}:{node.lineno}"
        for path in MODULES
        for function in nodes(path)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        if (getattr(node, "module", None) or node.names[0].name).startswith("emm")
    ]
    assert not hidden


def test_one_place_writes():
    """Pages and commands write through two methods of `Services`; below, only a change of the schema begins by itself.

    What it begins is ended by the last of those who share it.
    """
    transactions = {
        (named(path), dotted(node))
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and dotted(node).endswith(("connection.begin", ".commit"))
    }
    begins = {(f"emm/store/{name}.py", "connection.begin") for name in ("engine", "schema")}
    ends = {("emm/store/turns.py", "pen.connection.commit"), ("emm/store/writers.py", "self._turns.commit")}
    assert transactions == begins | ends
    ways = {"emm.store.engine.writing", "emm.store.engine.write"}
    assert [named(path) for path in MODULES if ways & set(imported(path))] == ["emm/web/services.py"]


def chance_and_time(path: Path) -> set[str]:
    """Return what a file takes from clocks and dice."""
    names = set(imported(path)) | {dotted(node) for node in nodes(path) if isinstance(node, ast.Attribute)}
    ends = {".".join(name.split(".")[-2:]) for name in names}
    return (DICE & {name.partition(".")[0] for name in imported(path)}) | (CLOCKS & ends)


def test_only_the_world_has_a_clock_and_dice():
    found = {named(path): chance_and_time(path) for path in MODULES if path != WORLD}
    assert not {name: used for name, used in found.items() if used}


def test_the_world_has_them():
    """The search above can find something."""
    assert chance_and_time(WORLD) == DICE - {"uuid"} | {"datetime.now"}


def test_no_file_is_longer_than_one_can_keep_in_mind():
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FILE}


def test_no_function_is_longer_than_a_screen():
    lengths = {
        f"{named(path)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert max(lengths.values()) > 10
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION}


def _is_kind(node: ast.expr) -> bool:
    return dotted(node).split(".")[-1:] == ["kind"] or dotted(node).endswith("kind.name")


def test_nobody_but_the_questions_asks_which_kind_it_is():
    asked = [
        f"{named(path)}:{node.lineno}"
        for path in MODULES
        if PROGRAM / "questions" not in path.parents
        for node in nodes(path)
        if isinstance(node, ast.Compare)
        and any(isinstance(sign, ast.Eq | ast.NotEq | ast.In | ast.NotIn) for sign in node.ops)
        and any(_is_kind(side) for side in (node.left, *node.comparators))
    ]
    assert not asked


@pytest.mark.parametrize(
    ("code", "found"),
    [("kind == 'single'", True), ("q.kind.name == x", True), ("x in (a.kind, b)", False), ("kinds == x", False)],
)
def test_what_counts_as_asking_for_the_kind(code: str, found: bool):
    compared = ast.parse(code, mode="eval").body
    assert isinstance(compared, ast.Compare)
    assert any(_is_kind(side) for side in (compared.left, *compared.comparators)) is found


def test_no_module_is_called_after_nothing():
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "core"}
    assert not vague & {path.stem for path in MODULES}


def test_learning_never_asks_which_kind_a_question_is():
    """What differs from kind to kind, a kind says of itself."""
    asked = [
        f"{named(path)}:{node.lineno}"
        for path in MODULES
        if path.is_relative_to(PROGRAM / "learning") or path.is_relative_to(PROGRAM / "web")
        for node in nodes(path)
        if isinstance(node, ast.Attribute)
        and (node.attr == "keyword" or (node.attr == "name" and dotted(node.value).endswith("kind")))
    ]
    assert asked == []
