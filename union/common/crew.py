"""Start several programs together and stop them together, leaving none behind.

Used by `manage.py up`. Each program leads its own session, so a Ctrl-C in the terminal reaches only us
and we decide the order; each also gets SIGTERM from the kernel should we die without a chance to stop it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

STOP_SECONDS = 10.0
FAST_END_SECONDS = 10.0
MAX_FAST_ENDS = 3
_PR_SET_PDEATHSIG = 1


@dataclass
class Program:
    """One program of the crew. `vital`: when it ends, everything ends; others are started again."""

    name: str
    command: list[str]
    vital: bool = False
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    fast_ends: int = 0

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it in a session of its own."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 (fixed commands of ours)
            self.command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent(),  # noqa: PLW1509 (one system call, no lock taken)
        )

    def ended(self) -> bool:
        """Whether it was started and is no longer there."""
        return self.process is not None and self.process.poll() is not None

    def signal_group(self, number: int) -> None:
        """Send a signal to the program and all its children; gone is fine."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return


@dataclass
class Crew:
    """The programs, and the wish to stop."""

    programs: list[Program]
    environment: Mapping[str, str]
    say: Callable[[str], None]
    stopping: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Start the vital programs; SIGTERM and Ctrl-C from now on ask for the stop."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())
        for program in self.programs:
            if program.vital:
                program.start(self.environment)

    def start_others(self) -> None:
        """Start the rest, once the vital ones answer: they do not compete for the processor before."""
        for program in self.programs:
            if not program.vital:
                program.start(self.environment)

    def watch(self) -> int:
        """Keep all running until asked to stop; return the exit code (0 = asked, 1 = a program failed)."""
        while not self.stopping.wait(0.3):
            for program in self.programs:
                if program.ended() and not self._revive(program):
                    return 1
        return 0

    def stop(self) -> None:
        """Ask each leader to end, wait, then kill what is left of the groups.

        Only the leader is asked: it ends its children itself (Celery hangs when they go first).
        """
        for program in self.programs:
            if program.process is not None:
                program.process.terminate()
        end = time.monotonic() + STOP_SECONDS
        for program in self.programs:
            if program.process is not None:
                try:
                    program.process.wait(max(0.0, end - time.monotonic()))
                except subprocess.TimeoutExpired:
                    self.say(f"{program.name} 没有及时停止，强制结束")
            program.signal_group(signal.SIGKILL)

    def _revive(self, program: Program) -> bool:
        """Start an ended program again; False when it must not or cannot live."""
        process = program.process
        code = process.returncode if process else None
        program.signal_group(signal.SIGKILL)
        fast = time.monotonic() - program.started_at < FAST_END_SECONDS
        program.fast_ends = program.fast_ends + 1 if fast else 0
        if program.vital or program.fast_ends >= MAX_FAST_ENDS:
            self.say(f"{program.name} 已退出（代码 {code}），全部停止")
            return False
        self.say(f"{program.name} 已退出（代码 {code}），重新启动")
        program.start(self.environment)
        return True


def _die_with_parent() -> Callable[[], None] | None:
    """Build what the child runs first: ask Linux for SIGTERM when its parent is gone."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
