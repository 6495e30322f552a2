"""Three models of how one thing is forgotten, none of them that of a scheduler.

All begin alike: after a text was read and recalled once, of what was recalled at first 0.91 is still known two days and
0.75 a week later (Roediger & Karpicke 2006, Psychological Science 17, 249-255, experiment 1, read and tested: 0.75,
0.68 and 0.56 after five minutes, two days and a week). What is fitted here is fitted to these figures, and to no result
of the review. What repetition adds is taken from the works named.
"""

from collections.abc import Callable
from math import exp, log
from typing import Protocol

TWO_DAYS, WEEK = 0.68 / 0.75, 0.56 / 0.75
"""What is left of a thing that was learned."""


class Memory(Protocol):
    """One thing in one memory; times are days."""

    def chance(self, day: float) -> float:
        """Return how likely it is to be recalled."""

    def meet(self, day: float, *, recalled: bool) -> None:
        """Note that it was asked for, recalled or not, and then read."""


Model = Callable[[float], Memory]
"""Makes the memory of a thing that is learned on that day."""


class Exponential:
    """Forgetting by halves, where strength is the half-life: 2^(-t/h).

    A success doubles it and a failure halves it (Settles & Meeder 2016, ACL, 1848-1858: the Leitner system as a case
    of half-life regression); it never falls below that of a thing learned anew, for relearning is not worse than
    learning (savings: Ebbinghaus 1885). The first half-life gives `WEEK`.
    """

    FIRST = -7 * log(2) / log(WEEK)
    GROWTH = 2.0

    def __init__(self, day: float) -> None:
        """Learn it."""
        self.half_life, self.met = self.FIRST, day

    def chance(self, day: float) -> float:
        """Return how likely it is to be recalled."""
        return float(2 ** (-(day - self.met) / self.half_life))

    def meet(self, day: float, *, recalled: bool) -> None:
        """Note that it was asked for, recalled or not, and then read."""
        self.half_life = max(self.half_life * (self.GROWTH if recalled else 1 / self.GROWTH), self.FIRST)
        self.met = day


class PowerLaw:
    """Forgetting that slows down: (1 + t/s)^-p (Wixted & Carpenter 2007, Psychological Science 18, 133-134).

    A success stretches the scale of time by 2.5, by which intervals grow in SM-2 while recall stays the same
    (Wozniak 1990); a failure takes it back to that of a thing learned anew. Scale and power give `TWO_DAYS` and `WEEK`.
    """

    FIRST = 12.02
    POWER = 0.6365
    GROWTH = 2.5

    def __init__(self, day: float) -> None:
        """Learn it."""
        self.scale, self.met = self.FIRST, day

    def chance(self, day: float) -> float:
        """Return how likely it is to be recalled."""
        return float((1 + (day - self.met) / self.scale) ** -self.POWER)

    def meet(self, day: float, *, recalled: bool) -> None:
        """Note that it was asked for, recalled or not, and then read."""
        self.scale = self.scale * self.GROWTH if recalled else self.FIRST
        self.met = day


class Activation:
    """Every meeting leaves a trace, which fades the faster the more active the thing was: ACT-R with spacing.

    Activation is ln(sum of t^-d), where each trace has d = c·e^activation + a, and recall is
    1/(1 + e^((tau - activation)/s)) (Pavlik & Anderson 2005, Cognitive Science 29, 559-586; values of tau, s, c and a
    from their model of 2008, Journal of Experimental Psychology: Applied 14, 101-117). A lesson leaves three traces
    (text, question, explanation), a review two. Between visits time passes more slowly (Anderson, Fincham & Douglass
    1999, Journal of Experimental Psychology: Learning, Memory, and Cognition 25, 1120-1136), by the factor that gives
    `WEEK`.
    """

    TAU, S, C, A = -0.704, 0.0786, 0.279, 0.177
    SLOWED = 0.000858
    SECONDS = 86_400
    APART = 30 / SECONDS
    """Days between two meetings of one visit."""

    def __init__(self, day: float) -> None:
        """Learn it."""
        self.traces: list[tuple[float, float]] = []
        for number in range(3):
            self._leave(day + number * self.APART)

    def chance(self, day: float) -> float:
        """Return how likely it is to be recalled."""
        return 1 / (1 + exp(min((self.TAU - log(self._strength(day))) / self.S, 500)))

    def meet(self, day: float, *, recalled: bool) -> None:
        """Note that it was asked for, recalled or not, and then read; what was not recalled is only read."""
        for number in range(2 if recalled else 1):
            self._leave(day + number * self.APART)

    def _leave(self, day: float) -> None:
        decay = self.C * self._strength(day) + self.A if self.traces else self.A
        self.traces.append((day, decay))

    def _strength(self, day: float) -> float:
        return float(sum(self._age(day - at) ** -decay for at, decay in self.traces))

    def _age(self, days: float) -> float:
        """Return the seconds that count: those between visits are slowed."""
        return max(days * self.SECONDS * (self.SLOWED if days > 0.5 else 1), 1.0)


MODELS: dict[str, Model] = {
    "exponential": Exponential,
    "power law": PowerLaw,
    "ACT-R": Activation,
}
"""The models by the names of the table."""
