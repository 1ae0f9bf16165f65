"""The worker's night and somebody's command at the same moment. Real connections; on SQLite the second waits for the first."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from shaoxiang.topics import actions
from shaoxiang.topics.actions import gathering
from shaoxiang.topics.models import HotTopic
from shaoxiang.topics.tests.test_actions import NIGHT, noise, outbreak

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("district")]


def test_two_gatherings_at_once_find_each_topic_once(monkeypatch):
    outbreak(0)
    noise()
    gate, read = threading.Barrier(2), gathering._hot

    def both_have_read(*given):
        found = read(*given)
        gate.wait(20)
        return found

    monkeypatch.setattr(gathering, "_hot", both_have_read)
    said: list[object] = []

    def run() -> None:
        try:
            said.append(actions.gather(now=NIGHT))
        except Exception as error:
            said.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == [1, 1]
    assert HotTopic.objects.count() == 1
