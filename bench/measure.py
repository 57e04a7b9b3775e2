"""What the kernel says of processes: CPU seconds and memory of a whole tree (Linux)."""

import os
import time
from pathlib import Path

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
MIB = 1024 * 1024


def tree(pid: int) -> list[int]:
    """The process and all its living descendants."""
    pids = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            pids += tree(int(child))
    return pids


def cpu_s(pid: int) -> float:
    """CPU seconds so far of the process, its living descendants, and the children it has reaped.

    Living processes tell it by their CPU clock: on a virtual machine the ticks in ``/proc`` also count what
    its host gave to others (here 1.6 times as much, and another share in every run).
    """

    def reaped_ticks(one: int) -> int:
        fields = Path(f"/proc/{one}/stat").read_text().rsplit(") ", 1)[1].split()
        return int(fields[13]) + int(fields[14])  # cutime, cstime

    return sum(time.clock_gettime(_cpu_clock(one)) + reaped_ticks(one) / TICKS_PER_S for one in tree(pid))


def _cpu_clock(pid: int) -> int:
    """Return the id of a process's CPU clock, as clock_getcpuclockid(3) gives it: MAKE_PROCESS_CPUCLOCK."""
    return (~pid << 3) | 2


def memory_mib(pid: int) -> tuple[float, float]:
    """(resident, proportional) memory of the tree in MiB; shared pages count once in the second."""

    def read(one: int, key: str) -> int:
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except ProcessLookupError:  # ended, and not waited for yet: it has no memory any more
            return 0
        return next(int(line.split()[1]) for line in lines if line.startswith(key))

    pids = tree(pid)
    return tuple(sum(read(one, key) for one in pids) * 1024 / MIB for key in ("Rss:", "Pss:"))  # type: ignore[return-value]
