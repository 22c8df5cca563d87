"""A worker ends with the server that started it: when that one says so, and whenever it is gone."""

import os
import signal
import threading
import time

LOOK_EVERY = 0.5
"""Seconds."""

GRACE = 10
"""Seconds for requests under way, before the worker ends all the same."""


def follow(server: int) -> None:
    """End this process soon after its parent, the process ``server``, is gone.

    A server that is killed cannot stop its workers: they would go on answering, on a port that
    the next server then finds in use. Does nothing when ``server`` is not the parent.

    Nor does it end before: Ctrl-C in a terminal goes to a whole group of processes, and a worker
    that is stopped by it and by the server at the same time gets stuck. So it has its own group.
    """
    if os.getppid() == server:
        os.setpgid(0, 0)
        threading.Thread(target=_watch, args=(server,), name="orphans", daemon=True).start()


def _watch(server: int) -> None:
    while os.getppid() == server:
        time.sleep(LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)
