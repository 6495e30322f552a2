"""The kind `reflect`: a note that learners write for themselves."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from emm.messages import message
from emm.questions.block import Block, Rich
from emm.questions.contract import Blank, FormValues, Interaction, Kind, Line, Sheet, Verdict
from emm.questions.inputs import MAX_SIGNS, written
from emm.questions.wording import Wording
from emm.world import Arrangement

BREAK = Markup("<br>")


@dataclass(frozen=True, slots=True)
class Reflection:
    """What may be compared with the note once it is written."""

    example: Rich | None


class Reflect(Kind[Reflection]):
    """A thought for oneself. Nobody grades the note, only its writer can see it, and it can be changed.

    `**Example answer:**` shows after saving.
    """

    name = "reflect"
    keyword = "reflect"
    uses = frozenset({"example"})
    graded = False
    needs_why = False
    is_note = True
    tries = 1
    seconds = 0
    instruction = message("Write for yourself. Only you can see this.")
    words = Wording(
        title=message("Reflect"),
        submit=message("Save note"),
        unsure=None,
        skip=message("Skip"),
        given=message("Your note"),
        best=message("Example answer:"),
        kept=message("Saved"),
        seen=message("your note is kept."),
        show=message("Show my note"),
        again=message("Change my note"),
        again_at_once=True,
    )

    def claims(self, block: Block) -> bool:
        return True

    def parse(self, block: Block) -> Reflection:
        return Reflection(block.example.text if block.example else None)

    def read(self, spec: Reflection, values: FormValues) -> str:
        return written(values, "answer", message("Write something first, or skip."))

    def fill(self, spec: Reflection, response: str) -> FormValues:
        return FormValues.of([("answer", response)] if response else [])

    def grade(self, spec: Reflection, response: str) -> Verdict:
        return Verdict(0.0)

    def solution(self, spec: Reflection) -> tuple[Rich, ...]:
        return (spec.example,) if spec.example else ()

    def view(self, spec: Reflection, arrangement: Arrangement, values: FormValues) -> Mapping[str, object]:
        return {"text": values.first("answer"), "limit": MAX_SIGNS}

    def sheet(self, spec: Reflection, arrangement: Arrangement) -> Sheet:
        return Sheet((Blank(room=4),))

    def answered(self, spec: Reflection, arrangement: Arrangement, response: str, *, reveal: bool) -> tuple[Line, ...]:
        return (Line(_as_written(response), "given"),) if response else ()

    def interaction(self, spec: Reflection, response: str) -> Interaction:
        return Interaction("long-fill-in", (), response)


def _as_written(note: str) -> Rich:
    """Return a note for the page, its line breaks kept."""
    html = BREAK.join(escape(line) for line in note.split("\n"))
    return Rich(f'<span dir="auto">{html}</span>', note)


KIND: Kind[Reflection] = Reflect()
