"""The settings line of a question: `key: value` pairs, each checked by name and value."""

from collections.abc import Iterable, Mapping, Sequence

from emm.content.frontmatter import better_id, is_id
from emm.content.keys import LEVELS
from emm.content.problems import Problems, did_you_mean

VALUES: Mapping[str, tuple[str, ...]] = {
    "level": LEVELS,
    "points": ("1", "2", "3", "4"),
    "credit": ("partial", "all"),
    "order": ("shuffle", "fixed"),
    "review": ("yes", "no"),
}
"""Settings that take one of a few values."""

KEYS = ("id", "objective", "level", "kind", "points", "credit", "order", "review", "v")
POOL_KEYS = (*(key for key in KEYS if key != "review"), "excludes")
"""Those of a question of the final assessment, which never comes back for review."""
IDS = ("id", "excludes")
MAX_PAIRS = 20
NEEDED_WHEN_GRADED = ("objective", "level")


def read_settings(line: str, path: str, number: int, problems: Problems, keys: Sequence[str] = KEYS) -> dict[str, str]:
    """Return the settings in `line`; what is not known or not allowed is noted and left out."""
    settings: dict[str, str] = {}
    pairs = [pair for pair in line.split(";") if pair.strip()]
    if len(pairs) > MAX_PAIRS:
        problems.add(path, number, "E008", what="The settings line", limit=f"{MAX_PAIRS} settings")
    for pair in pairs[:MAX_PAIRS]:
        key, colon, value = (part.strip() for part in pair.partition(":"))
        advice = _advice(key, value, keys) if colon else "Write key: value, with a semicolon between two of them."
        if key in settings:
            advice = f"{key} is set twice. Remove one."
        if advice:
            problems.add(path, number, "E102", setting=pair.strip(), advice=advice)
        elif key in IDS and not is_id(value):
            problems.add(path, number, "E012", id=value, better=better_id(value))
        else:
            settings[key] = value
    return settings


def check_needed(
    settings: Mapping[str, str], objectives: Iterable[str], path: str, number: int, problems: Problems
) -> None:
    """Note what a graded question needs and does not have."""
    examples = {"objective": next(iter(objectives), "lo1"), "level": "understand"}
    for key in NEEDED_WHEN_GRADED:
        if key not in settings:
            advice = f"Add it to the settings line, for example {key}: {examples[key]}."
            problems.add(path, number, "E014", what=f'Setting "{key}"', advice=advice)


def written(settings: Mapping[str, str]) -> str:
    """Return the settings as a settings line."""
    return f"`{'; '.join(f'{key}: {value}' for key, value in settings.items())}`"


def _advice(key: str, value: str, keys: Sequence[str]) -> str:
    """Return what to do about a pair that is not right, "" when it is."""
    if key not in keys:
        return did_you_mean(key, keys, f"Known settings: {', '.join(keys)}.")
    if key in VALUES and value not in VALUES[key]:
        return f"Use {', '.join(VALUES[key][:-1])} or {VALUES[key][-1]}."
    if key == "v" and not (value.isascii() and value.isdecimal() and 0 < int(value) < 10_000):
        return "Use a whole number: 1, 2, 3 and so on."
    return "" if value else f"Write a value after {key}:"
