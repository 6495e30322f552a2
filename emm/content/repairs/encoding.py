"""Text and bytes: the line ends of a file, and how its signs are spelled."""

from dataclasses import dataclass

from emm.content.sources import UTF16, decoded


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file with plain line ends, and the line ends that it goes back to."""

    text: str
    ends: str

    def encoded(self, text: str) -> bytes:
        """Return `text` as bytes: UTF-8, with one sort of line end."""
        return text.replace("\n", self.ends).encode()


def read_bytes(path: str, raw: bytes) -> Decoded | None:
    """Return the text in `raw`; None when its signs are anybody's guess, or cannot be shown.

    A file that ends all its lines as Windows does keeps doing so; one with several sorts of ends gets plain ones.
    """
    if raw.startswith(UTF16):
        try:
            raw = raw.decode("utf-16").encode()
        except UnicodeError:
            return None
    file = decoded(path, raw)
    if file.text is None:
        return None
    is_windows = b"\r\n" in raw and not file.problems
    return Decoded(file.text, "\r\n" if is_windows else "\n")
