"""The front matter as a JSON Schema, from which editors complete keys and underline mistakes (draft 2020-12)."""

from typing import Any

from emm.content.frontmatter import ID, MAX_ID
from emm.content.keys import COURSE, LESSON, TOPIC, Key, Sort

Schema = dict[str, Any]

FILES = {"course": COURSE, "topic": TOPIC, "lesson": LESSON}
TRANSLATED = "translated-"

_TEXT: Schema = {"type": ["string", "number", "boolean"]}
"""Everything is text until a key says otherwise, also what YAML takes for a number."""
_ID: Schema = {"type": "string", "pattern": f"^{ID.pattern}$", "maxLength": MAX_ID}
_VALUES: dict[Sort, Schema] = {
    "id": _ID,
    "text": _TEXT,
    "table": {"type": "object", "propertyNames": _ID, "additionalProperties": _TEXT, "minProperties": 1},
    "day": {"type": "string", "format": "date"},
    "yes": {"enum": [True, False, "yes", "no"]},
}


def front_matter_schema() -> Schema:
    """Return the schema: one definition for each file that has front matter, and one for its translations."""
    shapes = {name: _keys(key, is_translation=False) for name, key in FILES.items()}
    shapes |= {f"{TRANSLATED}{name}": _keys(key, is_translation=True) for name, key in FILES.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Front matter of a course",
        "description": "Made by `emm schema`. The files glossary.md and assessment.md have no front matter.",
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in shapes],
        "$defs": shapes,
    }


def _value(key: Key, *, is_translation: bool) -> Schema:
    """Return what may stand under a key."""
    if key.sort == "keys":
        return _keys(key, is_translation=is_translation)
    if key.sort == "number":
        return {"type": "integer", "minimum": key.low, "maximum": key.high}
    if key.sort in {"texts", "ids"}:
        return _list(key, _ID if key.sort == "ids" else _TEXT)
    return _VALUES[key.sort]


def _list(key: Key, one: Schema) -> Schema:
    """Return a list of values; where one is enough, it needs no list."""
    many = {"type": "array", "items": one, "minItems": max(key.low, 1)}
    if key.high:
        many["maxItems"] = key.high
    return many if key.low > 1 else {"anyOf": [one, many]}


def _keys(key: Key, *, is_translation: bool) -> Schema:
    below = {
        name: {"description": one.says, **_value(one, is_translation=is_translation)} for name, one in key.keys.items()
    }
    needed = [name for name, one in key.keys.items() if one.needed(is_translation=is_translation)]
    others = _value(key.others, is_translation=is_translation) if key.others else False
    required = {"required": needed} if needed else {}
    return {
        "description": key.says,
        "type": "object",
        "properties": below,
        **required,
        "additionalProperties": others,
    }
