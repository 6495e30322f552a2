"""What the operator chose, read once from the environment; nothing below the web and the terminal reads it.

Some of it can also be chosen by administrators on a page, while the site runs; the environment wins.
"""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import category
from urllib.parse import urlsplit

from emm.errors import SettingsError
from emm.private_files import make_once
from emm.world import new_secret

PREFIX = "EMM_"
SAMPLES = frozenset({"changeme", "change-me", "secret", "secret-key", "dev", "development", "password", "test"})
"""Keys that stand in tutorials; a site that uses one is open to everybody."""
SHORTEST_KEY = 32
GUEST_DAYS = (30, 1095)
"""The least and the most that can be chosen on the page: a slip of the finger must not end everybody's record."""
ACCOUNT_DAYS = (180, 3650)
LONGEST_LINE = 120
"""Signs in a text that is chosen on the page."""
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
"""Invisible signs that words in some scripts are not spelled right without."""

Reader = Callable[[str], Any]
"""Turns the text of a setting into its value; raises ValueError with the end of a sentence."""


def _text(value: str) -> str:
    return value.strip()


def _line(value: str) -> str:
    """Return one line of text, with single spaces and without signs that turn the direction or cannot be seen."""
    seen = "".join(" " if sign.isspace() else sign for sign in value if sign.isspace() or _is_seen(sign))
    line = " ".join(seen.split())
    if len(line) > LONGEST_LINE:
        raise ValueError(f"must have at most {LONGEST_LINE} signs")
    return line


def _is_seen(sign: str) -> bool:
    return sign in JOINERS or category(sign) not in ("Cc", "Cf", "Cs", "Cn", "Co")


def _switch(value: str) -> bool:
    if value.strip() not in ("on", "off"):
        raise ValueError("must be on or off")
    return value.strip() == "on"


def _path(value: str) -> Path:
    return Path(value).expanduser().resolve()


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not (value.strip().isascii() and value.strip().isdigit() and least <= int(value) <= most):
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(value)

    return read


def _languages(value: str) -> tuple[str, ...]:
    return tuple(code for code in value.replace(",", " ").split() if code)


def _public_url(value: str) -> str:
    parts = urlsplit(value.strip())
    site = f"{parts.scheme}://{parts.netloc}"
    if value.strip() and (
        parts.scheme not in ("http", "https") or not parts.hostname or parts.geturl().rstrip("/") != site
    ):
        raise ValueError("must be an address without a path, for example https://learn.example.org")
    return site if value.strip() else ""


def _contact_address(value: str) -> str:
    address = value.strip()
    if address and not address.startswith(("mailto:", "https://", "tel:")):
        raise ValueError("must begin with mailto:, https:// or tel:, for example mailto:security@example.org")
    return address


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value.strip()) if value.strip() else None
    except ValueError:
        raise ValueError("must be a day such as 2027-12-31") from None


def _secret(value: str) -> str:
    key = value.strip()
    if key.lower() in SAMPLES or (key and len(key) < SHORTEST_KEY):
        raise ValueError(f"must be a secret of at least {SHORTEST_KEY} signs; leave it out and one is made for you")
    return key


def _setting(read: Reader, default: str, about: str, *, shown: bool = True, by_page: Reader | None = None) -> Any:
    """Return a field whose metadata says how its text is read, what holds without it, and what it means.

    `by_page` reads what an administrator chose on the page; without it, only the environment is asked.
    """
    told = {"read": read, "default": default, "about": about, "shown": shown, "by_page": by_page}
    return field(default=MISSING, metadata=told)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting; the name in the environment is EMM_ and the name here in capital letters."""

    data: Path = _setting(_path, "instance", "Folder for the database and the key file, the only place written to.")
    content: Path = _setting(_path, "content", "Folder of courses.")
    database_url: str = _setting(
        _text, "", "Database address; without it, a SQLite file in the data folder.", shown=False
    )
    secret_key: str = _setting(
        _secret, "", "Key that signs form tokens; without it, a key file made at first start.", shown=False
    )
    secret_key_file: str = _setting(_text, "", "File that holds the key, in place of EMM_SECRET_KEY.")
    public_url: str = _setting(
        _public_url, "", "The site's own address; with https:// cookies are sent over encrypted connections only."
    )
    site_name: str = _setting(_text, "Microlearning", "Name shown on every page.", by_page=_line)
    host_organization: str = _setting(
        _text, "", "Who runs the site; shown in the footer and on certificates.", by_page=_line
    )
    contact: str = _setting(_text, "", "Whom to ask for help; shown in the footer and on error pages.", by_page=_line)
    security_contact: str = _setting(
        _contact_address, "", "Where weaknesses can be reported, such as mailto:security@example.org; in security.txt."
    )
    security_expires: date | None = _setting(
        _day, "", "Day until which that contact is right, such as 2027-12-31; without it, always 90 days more."
    )
    certificate_text: str = _setting(_text, "", "A sentence on every certificate, below who issues it.", by_page=_line)
    languages: tuple[str, ...] = _setting(
        _languages, "", "Languages offered, such as: en fr; else all there are.", by_page=_languages
    )
    review: bool = _setting(
        _switch, "on", "Whether questions come back for review: on or off, for the whole site.", by_page=_switch
    )
    findable: bool = _setting(_switch, "off", "Whether search engines may list courses and lessons: on or off.")
    workers: int = _setting(_number(1, 64), "2", "Server processes.")
    threads: int = _setting(_number(1, 64), "8", "Threads in each server process.")
    trusted_proxies: int = _setting(_number(0, 5), "0", "How many reverse proxies stand before the site.")
    backups: int = _setting(_number(0, 365), "7", "How many daily backups are kept; with 0 none are made.")
    backup_folder: str = _setting(_text, "", "Folder for the daily backups; without it, backups in the data folder.")
    guest_days: int = _setting(
        _number(1, 3650), "180", "Days after which the record of an idle guest ends.", by_page=_number(*GUEST_DAYS)
    )
    account_days: int = _setting(
        _number(1, 3650),
        "730",
        "Days after which the record of somebody with an account ends when they do not come back.",
        by_page=_number(*ACCOUNT_DAYS),
    )
    given: frozenset[str] = frozenset()
    """The names of those that the environment says something about."""

    @property
    def secure(self) -> bool:
        """Whether the site is known to be reached over https."""
        return self.public_url.startswith("https://")

    @property
    def database(self) -> str:
        """The database address in force."""
        return self.database_url or f"sqlite:///{self.data / 'emm.sqlite3'}"

    @property
    def backup_place(self) -> Path:
        """The folder of backups in force."""
        return _path(self.backup_folder) if self.backup_folder else self.data / "backups"


KNOBS = tuple(one for one in fields(Settings) if "read" in one.metadata)
"""All that can be set."""
BY_PAGE: Mapping[str, Reader] = {one.name: one.metadata["by_page"] for one in KNOBS if one.metadata["by_page"]}
"""What administrators can choose while the site runs, and how its text is read."""


@dataclass(frozen=True)
class Described:
    """One setting as an operator reads about it."""

    name: str
    default: str
    value: str
    about: str
    is_shown: bool = True


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings in force; raise SettingsError with every mistake at once."""
    known = {PREFIX + f.name.upper(): f for f in KNOBS}
    problems = [
        f"{name} is not a setting. The settings are: {', '.join(known)}."
        for name in sorted(environment)
        if name.startswith(PREFIX) and not name.startswith(PREFIX + "TEST_") and name not in known
    ]
    values: dict[str, Any] = {}
    for name, f in known.items():
        try:
            values[f.name] = f.metadata["read"](environment.get(name) or f.metadata["default"])
        except ValueError as mistake:
            problems.append(f"{name} {mistake}.")
    if problems:
        raise SettingsError(tuple(problems))
    return Settings(**values, given=frozenset(f.name for name, f in known.items() if environment.get(name)))


def with_choices(settings: Settings, chosen: Mapping[str, str]) -> Settings:
    """Return the settings with what administrators chose, wherever the environment says nothing.

    What this version cannot read, because another one kept it, is passed over.
    """
    understood: dict[str, Any] = {}
    for name, text in chosen.items():
        if name in BY_PAGE and name not in settings.given:
            with suppress(ValueError):
                understood[name] = BY_PAGE[name](text)
    return replace(settings, **understood)


def default_of(name: str) -> str:
    """Return the text of a setting that holds while nobody says otherwise."""
    return next(str(one.metadata["default"]) for one in KNOBS if one.name == name)


def as_text(value: object) -> str:
    """Return the value of a setting as its text, as the environment and the page have it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return " ".join(value) if isinstance(value, tuple) else str(value or "")


def described(settings: Settings) -> tuple[Described, ...]:
    """Return every setting with its default, the value in force and a sentence; secrets are not shown."""
    return tuple(
        Described(
            PREFIX + f.name.upper(),
            f.metadata["default"] or "-",
            as_text(getattr(settings, f.name)) if f.metadata["shown"] else "(not shown)",
            f.metadata["about"],
            f.metadata["shown"],
        )
        for f in KNOBS
    )


def key_in_force(settings: Settings) -> str:
    """Return the secret key: the setting, else the named file, else the key file of the data folder.

    The key file is made at first start, readable by its owner only. Two processes that start together end up with
    the same key. Raises SettingsError when the file cannot be used or made.
    """
    if settings.secret_key:
        return settings.secret_key
    if settings.secret_key_file:
        return _key_from(Path(settings.secret_key_file))
    path = settings.data / "secret.key"
    try:
        if not path.exists():
            make_once(path, new_secret())
    except OSError as mistake:
        raise SettingsError((f"The key file {path} cannot be made: {mistake}.",)) from mistake
    return _key_from(path)


def _key_from(path: Path) -> str:
    try:
        key = _secret(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValueError) as mistake:
        raise SettingsError((f"The key file {path} cannot be used: {mistake}.",)) from mistake
    if not key:
        raise SettingsError((f"The key file {path} is empty. Remove it and a new one is made.",))
    return key
