"""Large pieces of memory go back to the machine, however often they are taken (with the GNU C library)."""

import subprocess
import sys

import pytest

PROBE = """
import ctypes, os
from emm.cli.memory import give_large_pieces_back
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]
for first in (lambda: None, give_large_pieces_back):
    if child := os.fork():
        os.waitpid(child, 0)
        continue
    first()
    libc.free(libc.malloc(19 << 20))
    place = libc.malloc(19 << 20)
    is_mapped = ctypes.c_size_t.from_address(place - ctypes.sizeof(ctypes.c_size_t)).value & 2  # IS_MMAPPED there
    print(is_mapped, flush=True)
    os._exit(0)
"""


@pytest.mark.thorough
@pytest.mark.no_cover
def test_a_large_piece_has_a_mapping_of_its_own():
    """Without us it would be so only until the first one is given back."""
    probe = [sys.executable, "-c", PROBE]
    assert subprocess.run(probe, capture_output=True, text=True, check=True).stdout.split() == ["0", "2"]


@pytest.mark.thorough
@pytest.mark.no_cover
def test_a_process_that_offers_itself_is_ended_first():
    probe = "from emm.cli.memory import OOM_SCORE, offer_oneself; offer_oneself(); print(OOM_SCORE.read_text())"
    assert subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout == "500\n\n"
