"""The schema for editors says what the checker says: both come from one declaration, and what is committed is new."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from emm.cli import emm
from emm.content.frontmatter import cut
from emm.content.schema import front_matter_schema
from tests.architecture.tree import ROOT
from tests.content.damage import COURSES
from tests.support.sample import ABOUT, COURSE, FIRST, HEAD, LESSON, TOPIC, compiled

COMMITTED = ROOT / "docs" / "front-matter.schema.json"
SCHEMA = front_matter_schema()
FILES = [path for course in COURSES for path in sorted(course.rglob("*.md"))]
BARE = {"glossary.md", "assessment.md"}


def keys_of(text: str) -> Any:
    """Return front matter as an editor reads it, where a date is a text."""
    head, _body = cut(text)
    return yaml.load(head or "", Loader=_Editor)


class _Editor(yaml.SafeLoader):
    yaml_implicit_resolvers = {
        sign: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def complaints(name: str, text: str) -> list[str]:
    """Return what an editor says about the front matter of such a file."""
    validator = Draft202012Validator({**SCHEMA, "anyOf": [{"$ref": f"#/$defs/{name}"}]})
    return [error.message for error in validator.iter_errors(keys_of(text))]


def sort_of(path: Path) -> str:
    return {"course.md": "course", "topic.md": "topic"}.get(path.name, "lesson")


def test_the_committed_schema_is_up_to_date(tmp_path: Path) -> None:
    printed = CliRunner().invoke(emm, ["schema"]).stdout
    assert COMMITTED.read_text(encoding="utf-8") == printed, "run: emm schema docs/front-matter.schema.json"
    written = tmp_path / "schema.json"
    assert CliRunner().invoke(emm, ["schema", str(written)]).exit_code == 0
    assert written.read_text(encoding="utf-8") == printed


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT / "content")))
def test_the_real_courses_satisfy_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.name in BARE:
        assert not text.startswith("---")
    else:
        assert complaints(sort_of(path), text) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("course", COURSE.replace("title:", "titel:")),
        ("course", COURSE.replace('edition: "1.0"', 'edition: ["1.0"]')),
        ("course", COURSE.replace("lo1:", "LO 1:")),
        ("course", COURSE.replace("licence:", "listed: perhaps\nlicence:")),
        ("course", COURSE.replace("licence:", "assessment: {pass: 0, draw: {lo1: {remember: 1}}}\nlicence:")),
        ("course", COURSE.replace("licence:", "assessment: {pass: 1, draw: {lo1: {recall: 1}}}\nlicence:")),
        ("course", COURSE.replace("licence:", "assessment: {pass: 1}\nlicence:")),
        ("topic", TOPIC.replace("id: start", "id: Start!")),
        ("topic", TOPIC.replace("  - Both are of use.\n", "")),
        ("lesson", FIRST.replace("goal:", "gaol:")),
        ("lesson", HEAD.replace("[lo1, lo2]", "{a: b}")),
        ("lesson", HEAD.replace("goal:", "minutes: 16\ngoal:")),
        ("lesson", HEAD.replace("goal:", "moved_from: [Old]\ngoal:")),
    ],
)
def test_what_the_checker_refuses_an_editor_underlines(name: str, text: str, tmp_path: Path) -> None:
    path = {"course": ABOUT, "topic": "en/1-start/topic.md", "lesson": LESSON}[name]
    assert any(problem.path == path and problem.is_error for problem in compiled(tmp_path, {path: text}).problems)
    assert complaints(name, text)


@pytest.mark.parametrize(("name", "text"), [("course", COURSE), ("topic", TOPIC), ("lesson", FIRST), ("lesson", HEAD)])
def test_what_is_in_order_is_left_alone(name: str, text: str) -> None:
    assert complaints(name, text) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("translated-course", "---\ntitle: Un exemple\n---\n"),
        ("translated-topic", "---\nid: start\ntitle: Le début\n---\n"),
        ("translated-lesson", "---\nid: first\ntitle: La première leçon\n---\n"),
    ],
)
def test_a_translation_may_leave_out_what_its_source_says(name: str, text: str) -> None:
    assert complaints(name, text) == []
    assert complaints(name.removeprefix("translated-"), text)


def test_every_key_says_what_it_is_for() -> None:
    for shape in SCHEMA["$defs"].values():
        for name, value in shape["properties"].items():
            assert value["description"].endswith("."), name
