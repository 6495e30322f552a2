"""A text that is compressed once, but for its places, which are filled anew each time it is sent.

Compressed text is a row of blocks, and a block may be sent as it is (DEFLATE, RFC 1951, 3.2.4). What fills a place
goes into a block of its own; what fills another place of the same name again is told by where it stood (3.2.5). So
nothing has to be compressed for one reader, and the text is hardly longer than if it had been. Places keep their
widths, because blocks refer to what stands so many bytes before them, and nothing refers into a place: it is zeros
when the text is compressed, which no text contains.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from struct import pack
from zlib import DEFLATED, MAX_WBITS, Z_BEST_COMPRESSION, Z_FIXED, Z_SYNC_FLUSH, compressobj, crc32

from emm.rendering import Skeleton

HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
"""What a gzip file begins with: no name, no time, the best compression, from an unknown system (RFC 1952, 2.3)."""
FARTHEST = 32_000
"""How many bytes before it what is told again may stand; a little less than the window of 32 kB."""
TOLD_AGAIN = range(4, 256)
"""How wide a place may be whose text is told again: with one reference, and one that zlib makes at any distance."""


class Packed:
    """A text with places of fixed widths, plain and compressed."""

    def __init__(self, skeleton: Skeleton, first: Mapping[str, str]) -> None:
        """Compress the text of a skeleton; the places filled in `first` stay open, the others are left empty."""
        self._texts, self._names = _divided(skeleton, first)
        self._widths = {name: len(text.encode()) for name, text in first.items()}
        self._blocks, self._told = _blocks(self._texts, self._names, self._widths)
        self.size = sum(map(len, self._texts)) + sum(self._widths[name] for name in self._names)
        """Bytes of the plain text."""

    def plain(self, parts: Mapping[str, str]) -> bytes:
        """Return the text with each open place filled by the part of its name.

        Raises ValueError for a part that is not as wide as the first one was.
        """
        return self._filled(self._values(parts))

    def gzipped(self, parts: Mapping[str, str]) -> bytes:
        """Return the same compressed with gzip."""
        values = self._values(parts)
        plain = self._filled(values)
        filled = _woven(self._blocks, [values[name] for name in self._told])
        return b"".join((HEAD, filled, pack("<LL", crc32(plain), len(plain))))

    def _filled(self, values: Mapping[str, bytes]) -> bytes:
        return _woven(self._texts, [values[name] for name in self._names])

    def _values(self, parts: Mapping[str, str]) -> dict[str, bytes]:
        values = {name: parts[name].encode() for name in self._widths}
        for name, width in self._widths.items():
            if len(values[name]) != width:
                raise ValueError(f"the place {name} is {width} bytes wide")
        return values


def _divided(skeleton: Skeleton, parts: Mapping[str, str]) -> tuple[list[bytes], list[str]]:
    """Return the texts between the places of these names, and the names, one less."""
    runs, names = [[skeleton.pieces[0]]], []
    for name, text in zip(skeleton.pieces[1::2], skeleton.pieces[2::2], strict=True):
        if name in parts:
            names.append(name)
            runs.append([])
        runs[-1].append(text)
    return ["".join(run).encode() for run in runs], names


def _blocks(texts: list[bytes], names: list[str], widths: Mapping[str, int]) -> tuple[list[bytes], list[str]]:
    """Return the compressed texts, and the names of the places between them whose text is told in full."""
    blocks, told, seen = [b""], [], dict[str, int]()
    for name, end, block in _compressed(texts, names, widths):
        blocks[-1] += block
        if not name:
            continue
        distance = end - seen.get(name, -FARTHEST)
        seen[name] = end
        if distance < FARTHEST and widths[name] in TOLD_AGAIN:
            blocks[-1] += _again(widths[name], distance)
        else:
            blocks[-1] += pack("<BHH", 0, widths[name], widths[name] ^ 0xFFFF)
            blocks.append(b"")
            told.append(name)
    return blocks, told


def _compressed(texts: list[bytes], names: list[str], widths: Mapping[str, int]) -> Iterator[tuple[str, int, bytes]]:
    """Yield the name of each place, where it begins, and the compressed text before it; at last that of the end."""
    squeeze, end = compressobj(Z_BEST_COMPRESSION, DEFLATED, -MAX_WBITS), 0
    for text, name in zip(texts, names, strict=False):
        end += len(text)
        yield name, end, squeeze.compress(text) + squeeze.flush(Z_SYNC_FLUSH)
        squeeze.compress(bytes(widths[name]))  # what comes of it is not sent: here the place is filled
        squeeze.flush(Z_SYNC_FLUSH)
        end += widths[name]
    yield "", end, squeeze.compress(texts[-1]) + squeeze.flush()


def _again(width: int, distance: int) -> bytes:
    """Return the block that says: as many bytes as `width`, the same as those that stand `distance` before."""
    sample = bytes(range(1, width + 1))  # no three bytes of it come twice, so there is one way to say it again
    said = b"\0" + sample + bytes(distance - width)  # zlib looks for nothing that stands at the very beginning
    squeeze = compressobj(Z_BEST_COMPRESSION, DEFLATED, -MAX_WBITS, strategy=Z_FIXED, zdict=said)
    return squeeze.compress(sample) + squeeze.flush(Z_SYNC_FLUSH)


def _woven(texts: list[bytes], values: list[bytes]) -> bytes:
    return b"".join(chain.from_iterable(zip(texts, values, strict=False))) + texts[-1]
