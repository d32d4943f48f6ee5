"""Runs the engine for as long as the program that started it lives.

The starter holds the other end of standard input. When that closes, whatever the reason, the engine
is asked to stop; if it does not, it and its Lambda processes (one process group) are killed.
The engine's temporary folder goes away with it.
"""

import os
import shutil
import signal
import sys
import threading
import time

STOP_SECONDS = 8.0


def end_with_starter() -> None:
    while sys.stdin.buffer.read(4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_SECONDS)
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
    os.killpg(os.getpgrp(), signal.SIGKILL)


threading.Thread(target=end_with_starter, daemon=True).start()
try:
    from ministack.app import main

    main()
finally:
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
