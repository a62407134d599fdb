"""Runs one command for each line of JSON on stdin, and answers with what it cost.

wait4 counts a process together with all the processes that it waited for. Node cannot ask that of
its children, and a small parent keeps its own memory out of theirs.
"""

import json
import os
import shutil
import signal
import sys
import time

for line in sys.stdin:
    job = json.loads(line)
    os.chdir(job["cwd"])
    program = shutil.which(job["argv"][0], path=job["env"]["PATH"]) or job["argv"][0]
    output = os.open(job["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    streams = [(os.POSIX_SPAWN_DUP2, fd, to) for fd, to in ((nothing, 0), (output, 1), (output, 2))]
    started = time.monotonic()
    # A session of its own: no terminal to ask, and one group to end.
    child = os.posix_spawn(program, job["argv"], job["env"], file_actions=streams, setsid=True)
    signal.signal(signal.SIGALRM, lambda *_, child=child: os.killpg(child, signal.SIGKILL))
    signal.alarm(job["deadline"])
    _, status, usage = os.wait4(child, 0)
    wall = time.monotonic() - started
    signal.alarm(0)
    os.close(output)
    os.close(nothing)
    answer = {
        "hung": wall >= job["deadline"],
        "code": os.waitstatus_to_exitcode(status),
        "wallMs": wall * 1000,
        "cpuMs": (usage.ru_utime + usage.ru_stime) * 1000,
        # Linux counts in KiB, macOS in bytes.
        "peakMb": usage.ru_maxrss * (1024 if sys.platform == "linux" else 1) / 1e6,
    }
    print(json.dumps(answer), flush=True)
