"""Where a learner stands with one question, replayed from all that they did with it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Literal, NamedTuple

Action = Literal["answer", "hint", "show", "again", "recall", "cue", "join"]
State = Literal["open", "retry", "correct", "partial", "shown", "kept"]

RANKS: tuple[State, ...] = ("open", "retry", "shown", "partial", "kept", "correct")
"""The states, the better one later."""


class Act(NamedTuple):
    """One thing that a learner did with a question."""

    action: Action
    response: str
    score: float | None
    sure: bool
    meaning: str
    at: datetime


class Practice(NamedTuple):
    """The learner's standing with a question."""

    state: State = "open"
    tries: int = 0
    """Answers given since the question was last opened anew."""
    hints: int = 0
    response: str = ""
    """The last answer, or the path of one that is under way; "" when there is none."""
    draft: str = ""
    """The form as it stood when a hint was asked for."""
    sure: bool = True
    trying_again: bool = False
    """Whether the form is open again after an answer that was not right."""
    begun: bool = False
    """Whether anything was answered or shown, which is what progress counts."""
    updated: bool = False
    """Whether earlier answers were given before the question changed its meaning."""
    right_first_time: bool = False
    last_at: datetime | None = None

    @property
    def is_closed(self) -> bool:
        """Whether no further answer is expected."""
        return self.state not in ("open", "retry")

    @property
    def is_under_way(self) -> bool:
        """Whether an answer that takes several steps was begun for the first time, and not finished."""
        return bool(self.response) and not self.begun

    @property
    def takes_answers(self) -> bool:
        """Whether the form is shown."""
        return self.state == "open" or self.trying_again


UNTOUCHED = Practice()
"""Where everybody stands before the first act."""


def replay(acts: Iterable[Act], *, meaning: str, tries: int, graded: bool) -> Practice:
    """Return where the acts lead, for a question of this meaning that allows so many tries.

    Acts on an earlier meaning of the question leave it open; that they happened is noted. Once it is closed, only
    "again" changes anything. An answer to a graded question without a score is a step on the way: it is kept, but
    costs no try. What was only kept stands in the form again when it is opened anew. Whoever recalled the question
    elsewhere has seen the answer there, which closes it where a try was left; nothing else of that changes anything.
    Where two records were joined, the response says how many of the acts before are of the one; the others are of the
    other, and the better of the two results stands.
    """
    practice = UNTOUCHED
    behind: list[Act] = []
    for act in acts:
        if act.action == "join":
            one, other = behind[: int(act.response)], behind[int(act.response) :]
            practice = better(*(replay(some, meaning=meaning, tries=tries, graded=graded) for some in (one, other)))
        else:
            practice = _next(practice, act, meaning=meaning, tries=tries, graded=graded)
        behind.append(act)
    return practice


def as_done(acts: Sequence[Act]) -> Sequence[Act]:
    """Return the acts in the order in which they were done: as they are stored, but by their moments in joined records.

    A clock that was set back changes nothing in a record that was never joined.
    """
    return sorted(acts, key=attrgetter("at")) if any(act.action == "join" for act in acts) else acts


def better(one: Practice, other: Practice) -> Practice:
    """Return the better of two standings with a question, in which nothing of either is lowered."""
    best = max((one, other), key=lambda practice: (RANKS.index(practice.state), practice.begun, practice.hints))
    return best._replace(
        begun=one.begun or other.begun,
        right_first_time=one.right_first_time or other.right_first_time,
        last_at=max((practice.last_at for practice in (one, other) if practice.last_at), default=None),
    )


def _next(practice: Practice, act: Act, *, meaning: str, tries: int, graded: bool) -> Practice:
    if act.action in ("recall", "cue"):
        return _after_elsewhere(practice, act) if act.meaning == meaning else practice
    if act.meaning != meaning:
        return Practice(updated=True, last_at=act.at)
    return _after(practice, act, tries=tries, graded=graded)


def _after_elsewhere(practice: Practice, act: Act) -> Practice:
    has_seen_the_answer = act.action == "recall" and act.score is not None
    if practice.state == "retry" and has_seen_the_answer:
        return practice._replace(state="shown", trying_again=False)
    return practice


def _after(practice: Practice, act: Act, *, tries: int, graded: bool) -> Practice:
    if practice.is_closed and act.action != "again":
        return practice
    if act.action == "answer":
        return _answered(practice, act, tries=tries, graded=graded)
    if act.action == "hint":
        return practice._replace(hints=practice.hints + 1, draft=act.response, last_at=act.at)
    if act.action == "show":
        return practice._replace(state="shown", begun=True, trying_again=False, last_at=act.at)
    return _opened_again(practice, act)


def _opened_again(practice: Practice, act: Act) -> Practice:
    if practice.state == "retry":
        return practice._replace(trying_again=True, last_at=act.at)
    kept = practice.response if practice.state == "kept" else ""
    return Practice(response=kept, begun=practice.begun, right_first_time=practice.right_first_time, last_at=act.at)


def _answered(practice: Practice, act: Act, *, tries: int, graded: bool) -> Practice:
    if graded and act.score is None:
        return practice._replace(response=act.response, draft="", last_at=act.at)
    given = practice.tries + 1
    score = act.score or 0.0
    return Practice(
        state=_state(score, tries_left=tries - given) if graded else "kept",
        tries=given,
        hints=practice.hints,
        response=act.response,
        sure=act.sure,
        begun=True,
        right_first_time=practice.right_first_time if practice.begun else score >= 1,
        last_at=act.at,
    )


def _state(score: float, *, tries_left: int) -> State:
    if score >= 1:
        return "correct"
    if tries_left > 0:
        return "retry"
    return "partial" if score > 0 else "shown"
