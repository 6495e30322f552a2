"""The keys at the head of a file: each is asked for by its type, and every mistake is noted at its line."""

import re
from collections.abc import Mapping
from datetime import date

from emm.content.keys import Key
from emm.content.problems import Problems, did_you_mean
from emm.content.sources import TextFile
from emm.content.yamltree import Listing, Scalar, Table, Unreadable, Value, read_yaml

MAX_BYTES = 64 * 1024
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_ID = 80
FENCE = "---"


class Keys:
    """Keys with their values, at the head of a file or below one of its keys.

    `keys.py` declares which there are and which are needed. `sound` is false when the keys cannot be read, or when one
    that was asked for is needed, and missing or wrong.
    """

    def __init__(
        self, path: str, table: Table | None, declared: Key, problems: Problems, line: int, *, is_translation: bool
    ) -> None:
        self.path = path
        self._declared = declared
        self._is_translation = is_translation
        self._problems = problems
        self._first_line = line
        self.sound = table is not None
        self._is_readable = self.sound
        self._values = {key.text: value for key, value in table.pairs} if table else {}
        self._lines = {key.text: key.line for key, _ in table.pairs} if table else {}

    @property
    def language(self) -> str:
        """The language of the file: the folder it stands in."""
        return self.path.partition("/")[0]

    @property
    def names(self) -> tuple[str, ...]:
        """All keys as they are written."""
        return tuple(self._values)

    def has(self, key: str) -> bool:
        """Return whether something stands under `key`."""
        return key in self._values and not _is_empty(self._values[key])

    def line(self, key: str) -> int:
        """Return the line of `key`, that of the whole when it is missing."""
        return self._lines.get(key, self._first_line)

    def below(self, key: str) -> "Keys | None":
        """Return the keys below `key`, None when there are none."""
        value = self._ask(key)
        if isinstance(value, Table):
            declared, line = self._declaration(key), self.line(key)
            return Keys(self.path, value, declared, self._problems, line, is_translation=self._is_translation)
        if value is not None:
            advice = f"Write {key}: and below it, indented by two spaces, one key a line."
            self.refuse(key, "it has to be a list of keys with values", advice)
        return None

    def text(self, key: str) -> str:
        """Return the words under `key`, "" when there are none."""
        value = self._ask(key)
        if value is None:
            return ""
        if isinstance(value, Scalar):
            return " ".join(value.text.split())
        self.refuse(key, "it has to be one line of text", f"Write it as {key}: some words.")
        return ""

    def id(self, key: str) -> str:
        """Return the id under `key`, "" when there is none or it has signs that an id cannot have."""
        value = self.text(key)
        if value and not is_id(value):
            self._problems.add(self.path, self.line(key), "E012", id=value, better=better_id(value))
            self.sound = self.sound and not self._need(key)
            return ""
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the list under `key`; a single value is a list of one."""
        value = self._ask(key)
        values = value.values if isinstance(value, Listing) else () if value is None else (value,)
        if all(isinstance(one, Scalar) for one in values):
            return tuple(" ".join(one.text.split()) for one in values if isinstance(one, Scalar) and one.text.strip())
        self.refuse(key, "it has to be a list of words", f"Write it as {key}: [one, two].")
        return ()

    def ids(self, key: str) -> tuple[str, ...]:
        """Return the list of ids under `key`, without those that cannot be ids."""
        values = self.texts(key)
        for value in values:
            if not is_id(value):
                self._problems.add(self.path, self.line(key), "E012", id=value, better=better_id(value))
        return tuple(filter(is_id, values))

    def table(self, key: str) -> Mapping[str, str]:
        """Return the words under the keys below `key`."""
        value = self._ask(key)
        pairs = value.pairs if isinstance(value, Table) else ()
        if value is None or (pairs and all(isinstance(one, Scalar) for _, one in pairs)):
            return {name.text: " ".join(one.text.split()) for name, one in pairs if isinstance(one, Scalar)}
        advice = f"Write {key}: and below it, indented by two spaces, one line such as lo1: some words."
        self.refuse(key, "it has to be a list of names with words", advice)
        return {}

    def number(self, key: str) -> int | None:
        """Return the whole number under `key`, None when there is none between those that are declared."""
        text = self.text(key)
        low, high = self._declaration(key).low, self._declaration(key).high
        if re.fullmatch(r"[0-9]{1,6}", text) and low <= int(text) <= high:
            return int(text)
        if text:
            self.refuse(key, f"{text} is not a number from {low} to {high}", f"Write it as {key}: {low}.")
        return None

    def day(self, key: str) -> date | None:
        """Return the date under `key`, None when there is none."""
        text = self.text(key)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.refuse(key, f"{text} is not a date", f"Write year, month and day: {key}: 2026-11-02.")
            return None

    def yes(self, key: str, *, default: bool) -> bool:
        """Return whether `key` says yes."""
        text = self.text(key).lower()
        if text in {"", "yes", "true", "no", "false"}:
            return text in {"yes", "true"} if text else default
        self.refuse(key, f"{text} is neither yes nor no", f"Write {key}: yes or {key}: no.")
        return default

    def refuse(self, key: str, reason: str, advice: str) -> None:
        """Note that the value of `key` is not right; the whole is unsound when it was needed."""
        self._problems.add(self.path, self.line(key), "E013", key=key, reason=reason, advice=advice)
        self.sound = self.sound and not self._need(key)

    def finish(self) -> None:
        """Note every key that is not declared."""
        known = self._declared.keys
        for key in self._values:
            if key not in known and self._declared.others is None:
                advice = did_you_mean(key, known, f"Known keys: {', '.join(known)}.")
                self._problems.add(self.path, self.line(key), "E002", key=key, advice=advice)

    def _declaration(self, key: str) -> Key:
        declared = self._declared.keys.get(key, self._declared.others)
        assert declared is not None, key
        return declared

    def _need(self, key: str) -> str:
        return self._declaration(key).needed(is_translation=self._is_translation)

    def _ask(self, key: str) -> Value | None:
        value = self._values.get(key)
        if value is None or _is_empty(value):
            need = self._need(key)
            if need and self._is_readable:
                self._problems.add(self.path, self.line(key), "E003", key=key, advice=need)
            self.sound = self.sound and not need
            return None
        return value


class FrontMatter(Keys):
    """The keys at the head of a file, and the text below them."""

    def __init__(self, file: TextFile, declared: Key, problems: Problems, *, is_translation: bool = False) -> None:
        head, self.body = cut(file.text or "")
        """The text below the keys, after as many empty lines as they take: its line numbers are those of the file."""
        super().__init__(
            file.path, _table(file, head, problems), declared, problems, line=1, is_translation=is_translation
        )


def _table(file: TextFile, head: str | None, problems: Problems) -> Table | None:
    """Return the keys with their values, or note why they cannot be read."""
    if file.text is None:
        return None  # noted when it was opened
    if head is None:
        problems.add(file.path, 1, "E001")
    elif len(head.encode()) > MAX_BYTES:
        problems.add(file.path, 1, "E008", what="The front matter", limit=f"{MAX_BYTES // 1024} kB")
    else:
        try:
            return read_yaml(head, first_line=2)
        except Unreadable as error:
            problems.add(file.path, error.line, "E004", reason=error.reason)
    return None


def cut(text: str) -> tuple[str | None, str]:
    """Return the lines between the first two fences, None when there are none, and the text below them."""
    lines = text.split("\n")
    end = next((place for place, line in enumerate(lines) if place and line.rstrip() == FENCE), 0)
    if lines[0].rstrip() != FENCE or not end:
        return None, ""
    return "\n".join(lines[1:end]), "\n" * (end + 1) + "\n".join(lines[end + 1 :])


def is_id(text: str) -> bool:
    """Return whether `text` can be an id."""
    return len(text) <= MAX_ID and ID.fullmatch(text) is not None


def better_id(text: str) -> str:
    """Return an id that looks like `text`."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:MAX_ID].strip("-") or "my-id"


def _is_empty(value: Value) -> bool:
    if isinstance(value, Scalar):
        return not value.text.strip()
    return not (value.values if isinstance(value, Listing) else value.pairs)
