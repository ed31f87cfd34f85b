"""Memory goes back to the machine when it is let go, and not only when the process ends."""

import subprocess
import sys

import pytest

#: Tables of just under a megabyte between small ones that stay: what is held of the 112 MB when the large are gone.
TABLES = """
import numpy as np
from pathlib import Path
from leaderboard.serve.lean import give_back

def held():
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024

if {lean}:
    give_back()
np.ones(2_000_000)  # what is let go once decides what the allocator takes for large
before = held()
tables = [np.full(size, 1.0) for _ in range(100) for size in (120_000, 20_000)]
del tables[::2]
print(held() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and glibc alone can be told")
def test_tables_that_are_let_go_are_not_kept() -> None:
    kept, given_back = (
        float(subprocess.run([sys.executable, "-c", TABLES.format(lean=lean)], capture_output=True, check=True).stdout)
        for lean in (False, True)
    )
    assert kept > 80, "there is nothing to give back here: this test shows nothing"
    assert given_back < 30
