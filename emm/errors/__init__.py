"""What can go wrong, as one tree; web and terminal each translate it once."""

from dataclasses import dataclass

from emm.messages import Message


class EmmError(Exception):
    """The base of every error that the program raises on purpose."""


class SettingsError(EmmError):
    """One or more settings are missing or wrong; `problems` holds a sentence for each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something an author can mend: where it stands, what is wrong, what to do.

    `path` is relative to the course folder, `line` counts from 1, `code` begins with E (error) or W (warning).
    """

    path: str
    line: int
    code: str
    message: str
    hint: str

    @property
    def is_error(self) -> bool:
        """Whether the problem keeps the content from being published."""
        return self.code.startswith("E")


class ContentError(EmmError):
    """A piece of content cannot be used; `problems` says why, each at its line."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{p.path}:{p.line}: {p.code} {p.message}" for p in problems))
        self.problems = problems


class NotFound(EmmError):
    """There is no such thing, or it is not for this person to know."""


class NotAllowed(EmmError):
    """The thing exists, but this request may not do it."""


class NotPermitted(NotAllowed):
    """The thing exists, but it is for other people."""


class InvalidAnswer(EmmError):
    """What was sent cannot be graded; `message` tells the learner what to do.

    `field` is the name of the form field at fault, "" when it is none in particular.
    """

    def __init__(self, message: Message, field: str = "") -> None:
        super().__init__(message.text)
        self.message = message
        self.field = field


class InvalidName(EmmError):
    """A name cannot stand on a certificate; `message` tells its holder what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text)
        self.message = message


class InvalidCredential(EmmError):
    """A credential, or the keys to check it with, cannot be relied on; the text says why."""


class TooMany(EmmError):
    """Something was tried too often; it can be tried again after `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"tried too often, again in {seconds} s")
        self.seconds = seconds


class Conflict(EmmError):
    """What was asked for has already been done, or done differently."""


class Overtaken(Conflict):
    """What was sent belongs to a step that lies behind."""


class TooLarge(EmmError):
    """More was sent than is ever needed."""


class StorageError(EmmError):
    """What a site remembers cannot be used, copied or put back.

    The text is for the operator: what is wrong, and the command that helps.
    """


class Unavailable(EmmError):
    """Nothing can be saved right now; reading still works."""
