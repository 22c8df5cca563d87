"""What the machine is busy with: our programs' CPU, everybody else's, memory, free ports."""

from __future__ import annotations

import os
import socket
import time
from collections import defaultdict
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")

CALM = 0.15
"""Share of the CPU that others may take in a round that counts as calm."""


def tree(*roots: int) -> set[int]:
    """Return the processes ``roots`` and all below them."""
    children = defaultdict(list)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children[int(fields[1])].append(int(entry.name))
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        process = waiting.pop()
        if process not in found:
            found.add(process)
            waiting += children[process]
    return found


def cpu_seconds(*roots: int) -> float:
    """Return the user and system time of ``roots`` and all below, buried children included."""
    # Fields of /proc/<pid>/stat behind the name: utime, stime, cutime, cstime.
    ticks = sum(
        sum(int(number) for number in fields[11:15])
        for process in tree(*roots)
        if (fields := _stat(process))
    )
    return ticks / TICKS


def busy_seconds() -> tuple[float, float]:
    """Return how many seconds of CPU all programs have used since the start, and idleness too."""
    numbers = [int(number) for number in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    idle = numbers[3] + numbers[4]
    return (sum(numbers) - idle) / TICKS, sum(numbers) / TICKS


class Watch:
    """How much of the machine others took since this began; ``ours`` are the roots of our own."""

    def __init__(self, *ours: int) -> None:
        self.ours = ours
        self.own = cpu_seconds(*ours)
        self.busy, self.whole = busy_seconds()

    def foreign(self) -> float:
        """Return others' share of all CPU: 0 to 1."""
        busy, whole = busy_seconds()
        theirs = (busy - self.busy) - (cpu_seconds(*self.ours) - self.own)
        return max(0.0, theirs / max(whole - self.whole, 0.01))


def await_calm(*ours: int, at_most: float) -> None:
    """Return once others leave the machine to us, or after ``at_most`` seconds."""
    deadline = time.monotonic() + at_most
    while True:
        watch = Watch(*ours)
        time.sleep(0.25)
        if watch.foreign() <= CALM or time.monotonic() > deadline:
            return


def memory(root: int) -> float:
    """Return the megabytes of the largest process below ``root``: of a server's one worker."""
    sizes = [int(fields[21]) * PAGE for each in tree(root) if (fields := _stat(each))]
    return max(sizes) / 1_000_000


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def _stat(process: int) -> list[str]:
    """Return the fields behind the name, from the state on; none where it has ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
