"""The worker process: deliver what waits, run what is due, show a heartbeat. One is enough; two never do the same thing twice."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
from types import FrameType

from django.db import DatabaseError, connections
from django.utils import timezone

from shaoxiang.kernel.jobs import actions
from shaoxiang.kernel.journal.actions import deliver_pending

IDLE_SECONDS = 1.0
BEAT_SECONDS = 10.0
log = logging.getLogger("shaoxiang.worker")


def own_name() -> str:
    return f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(3)}"


def turn(name: str | None = None, *, aside: bool | None = None) -> bool:
    """One round: what waits is delivered, what is due runs (`aside` None: all of it). True: there was something to do, so look again at once."""
    name = name or own_name()
    now = timezone.now()
    delivered = deliver_pending(now=now) if not aside else 0
    return bool(actions.run_due(name, now=now, aside=aside)) or delivered > 0


def run() -> None:
    """Work until told to stop; outlive the database's absences."""
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    name = own_name()
    pulse = threading.Thread(target=_pulse, args=(name, stop), daemon=True)
    pulse.start()
    beside = threading.Thread(target=_beside, args=(name, stop), daemon=True)
    beside.start()
    _rounds(name, stop, aside=False)
    pulse.join(BEAT_SECONDS)
    beside.join(BEAT_SECONDS)
    try:
        actions.sign_off(name)
    except DatabaseError:
        log.warning("database away at the end")


def _rounds(name: str, stop: threading.Event, *, aside: bool) -> None:
    noted = aside  # the other thread writes the rows
    while not stop.is_set():
        try:
            if not noted:
                actions.note_jobs(now=timezone.now())
                noted = True
            busy = turn(name, aside=aside)
        except DatabaseError as error:
            log.warning("database away (%s); trying again", type(error).__name__)
            connections.close_all()
            stop.wait(3)
        else:
            if not busy:
                stop.wait(IDLE_SECONDS)


def _beside(name: str, stop: threading.Event) -> None:
    """Jobs that take their time: a mail server that hangs keeps neither the sweep nor the journal waiting."""
    _rounds(name, stop, aside=True)
    connections.close_all()


def _pulse(name: str, stop: threading.Event) -> None:
    """In a thread of its own, so that a long job does not look like a dead worker."""
    while not stop.is_set():
        try:
            actions.beat(name, now=timezone.now(), pid=os.getpid())
        except DatabaseError:
            connections.close_all()
        stop.wait(BEAT_SECONDS)
    connections.close_all()
