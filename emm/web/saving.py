"""Whether what readers send can be kept: noted at each try to write; while it cannot, `watching` tries again."""

import mmap


class Saving:
    """What the last try to write came to, in any process of this server: they share one byte."""

    def __init__(self) -> None:
        """Begin in good faith; made before the workers are, who inherit it."""
        self._failed = mmap.mmap(-1, 1)

    @property
    def works(self) -> bool:
        """Whether the last try succeeded."""
        return not self._failed[0]

    def note(self, *, works: bool) -> None:
        """Note what a try came to."""
        self._failed[0] = not works
