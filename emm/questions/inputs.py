"""Fields of a form as `fields/*.html` show them; nothing of the key is in them."""

from dataclasses import dataclass
from unicodedata import category

from emm.errors import InvalidAnswer
from emm.messages import Message, counted
from emm.questions.block import Rich
from emm.questions.contract import FormValues

MAX_SIGNS = 2000
"""How long a text may be that a learner writes."""

_LAYOUT = {"\n", "\t"}
_UNSEEN = {"Cc", "Cs"}


def key_of(name: str) -> str:
    """Return what stands after the prefix in the id of a field: its name without "answer-"."""
    return name.removeprefix("answer-")


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list to choose from."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """A line with a list to choose from, as `fields/selects.html` shows it in `view.lines`."""

    key: str
    label: Rich
    choices: tuple[Choice, ...]

    @property
    def name(self) -> str:
        """The name under which the choice is sent."""
        return f"answer-{self.key}"


@dataclass(frozen=True, slots=True)
class TextField:
    """A line to write in, as `fields/texts.html` shows it in `view.texts`."""

    name: str
    label: Message
    value: str
    mode: str = "text"
    """The keyboard that a phone shows (`inputmode`)."""

    @classmethod
    def of(cls, values: FormValues, name: str, label: Message, mode: str = "text") -> "TextField":
        """Return the line called `name`, filled with what was sent, as far as a page can carry it."""
        return cls(name, label, legible(values.first(name)), mode)

    @property
    def key(self) -> str:
        """What stands after the prefix in its id."""
        return key_of(self.name)


def legible(text: str) -> str:
    """Return the text without signs that no page can carry: controls, halves of pairs of surrogates, noncharacters."""
    return "".join(sign for sign in text if sign in _LAYOUT or not (category(sign) in _UNSEEN or _is_none(sign)))


def _is_none(sign: str) -> bool:
    """Return whether a place in Unicode stays empty for ever (The Unicode Standard, section 23.7)."""
    return "\ufdd0" <= sign <= "\ufdef" or ord(sign) & 0xFFFE == 0xFFFE


def written(values: FormValues, name: str, missing: Message) -> str:
    """Return the text sent under `name`, line ends made equal, control signs left out.

    Raises InvalidAnswer, with `missing` when there is nothing to read, and when the text is too long.
    """
    text = legible(values.one(name).replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not text:
        raise InvalidAnswer(missing, name)
    if len(text) > MAX_SIGNS:
        over = len(text) - MAX_SIGNS
        raise InvalidAnswer(
            counted("Your text is one sign too long.", "Your text is %(count)s signs too long.", over), name
        )
    return text


def written_line(values: FormValues, name: str, missing: Message) -> str:
    """Return the text sent under `name` as one line, with single spaces; raise as `written` does."""
    return " ".join(written(values, name, missing).split())
