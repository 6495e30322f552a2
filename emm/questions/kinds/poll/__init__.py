"""The kind `poll`: an opinion, and how many share it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from emm.errors import ContentError, Problem
from emm.errors.codes import problem
from emm.messages import Message, counted, message
from emm.questions.block import Block
from emm.questions.choosing import ChoosingOne
from emm.questions.contract import Interaction, Kind, Line, Tally, Verdict
from emm.questions.toolbox import Choices, Option, amiss_in_settings, amiss_in_wording, too_few, unclear
from emm.questions.wording import Wording
from emm.world import Arrangement


class Poll(ChoosingOne):
    """An opinion. Nothing is right, everybody has one vote, and who has voted sees how many chose what.

    Results appear after 5 votes.
    """

    name = "poll"
    keyword = "poll"
    graded = False
    needs_why = False
    has_tally = True
    tries = 1
    seconds = 15
    instruction = message("Anonymous. There is no right answer.")
    words = Wording(
        title=message("Poll"),
        submit=message("Vote"),
        unsure=None,
        given=message("Your vote"),
        seen=message("your vote is kept."),
        show=message("Show my vote and the results"),
        again=None,
    )

    def claims(self, block: Block) -> bool:
        return True

    def parse(self, block: Block) -> Choices:
        found = set(_mistakes(block))
        if found:
            raise ContentError(*sorted(found))
        options = tuple(Option(item.letter, item.text, 0.0, None) for item in block.items)
        return Choices(options, block.settings.get("order") != "fixed", partial=False)

    def grade(self, spec: Choices, response: str) -> Verdict:
        return Verdict(0.0)

    def acknowledge(self, spec: Choices, response: str, tally: Tally | None) -> Verdict:
        return Verdict(0.0, remarks=(_remark(spec, tally),))

    def answered(self, spec: Choices, arrangement: Arrangement, response: str, *, reveal: bool) -> tuple[Line, ...]:
        return super().answered(spec, arrangement, response, reveal=False)

    def tallied(self, spec: Choices, arrangement: Arrangement, response: str, tally: Tally) -> tuple[Line, ...]:
        votes, total = _votes(spec, tally)
        lines = self.answered(spec, arrangement, response, reveal=False)
        options = spec.arranged(arrangement)
        return tuple(
            _with_votes(line, votes[option.letter], total) for line, option in zip(lines, options, strict=True)
        )

    def interaction(self, spec: Choices, response: str) -> Interaction:
        return replace(super().interaction(spec, response), correct=())


def _votes(spec: Choices, tally: Tally) -> tuple[Mapping[str, int], int]:
    """Return the votes for each option that still exists, and their sum."""
    told = dict(tally)
    votes = {option.letter: told.get(option.letter, 0) for option in spec.options}
    return votes, sum(votes.values())


def _with_votes(line: Line, votes: int, total: int) -> Line:
    percent = (200 * votes + total) // (2 * total) if total else 0  # rounded, halves upwards
    note = counted("%(count)s vote (%(percent)s%%)", "%(count)s votes (%(percent)s%%)", votes, percent=percent)
    return replace(line, note=note, percent=percent)


def _remark(spec: Choices, tally: Tally | None) -> Message:
    if tally is None:
        return message("Results appear after 5 votes.")
    _each, total = _votes(spec, tally)
    return message("Results of %(total)s votes. They change after every 5 more.", total=total)


def _mistakes(block: Block) -> Iterator[Problem]:
    yield from amiss_in_settings(block, {"order": ("shuffle", "fixed")})
    yield from too_few(block)
    yield from amiss_in_wording(block, block.items)
    for item in block.items:
        if item.mark:
            written = f"- {item.letter or 'a'}) {item.text.plain}"
            yield unclear(block, item.line, "an option of a poll is never right or not", f"Write {written}")
        if item.feedback:
            advice = "Everybody sees the results instead. Say what you want to say in the text below."
            yield problem(block.path, item.line, "E015", what="Feedback in a poll", advice=advice)


KIND: Kind[Choices] = Poll()
