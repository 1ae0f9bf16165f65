"""What every book in memory promises, whatever it is compiled from."""

import threading

import pytest

from shaoxiang.kernel.held import Held, Watch


class Table:
    """A table of another process: its token, its content, and how often each was read."""

    def __init__(self):
        self.token, self.content, self.looks, self.loads = "a", "old", 0, 0
        self.watch = Watch(self.look)
        self.held = Held(self.watch, self.load, kept=2)

    def look(self):
        self.looks += 1
        return self.token

    def load(self, key):
        self.loads += 1
        return f"{self.content} {key}"


@pytest.fixture
def table():
    return Table()


def test_between_looks_nothing_is_read(table):
    assert {table.held.get("today") for _turn in range(100)} == {"old today"}
    assert (table.looks, table.loads) == (1, 1)


def test_a_change_elsewhere_is_seen_at_the_next_look(table):
    table.held.get("today")
    table.token, table.content = "b", "new"
    assert table.held.get("today") == "old today"
    table.watch.forget()
    assert table.held.get("today") == "new today"


def test_a_look_that_finds_the_same_token_compiles_nothing(table):
    table.held.get("today")
    table.watch.forget()
    table.held.get("today")
    assert (table.looks, table.loads) == (2, 1)


def test_looking_again_comes_by_time(table, settings):
    settings.REFRESH_SECONDS = 0
    table.held.get("today")
    table.token, table.content = "b", "new"
    assert table.held.get("today") == "new today"


def test_a_look_that_fails_is_tried_again(table):
    def broken():
        raise OSError

    table.watch._read = broken
    with pytest.raises(OSError):
        table.held.get("today")
    table.watch._read = table.look
    assert table.held.get("today") == "old today"


def test_only_so_many_keys_are_held(table):
    for day in ("1", "2", "3", "1"):
        table.held.get(day)
    assert table.loads == 4
    table.held.get("3")
    assert table.loads == 4


def test_while_one_thread_compiles_the_others_go_on_with_what_they_have(table):
    table.held.get("today")
    table.token, table.content = "b", "new"
    table.watch.forget()
    answers = []
    with table.held._lock:
        thread = threading.Thread(target=lambda: answers.append(table.held.get("today")))
        thread.start()
        thread.join(timeout=5)
    assert answers == ["old today"]
    assert table.held.get("today") == "new today"


def test_a_token_seen_by_one_thread_is_not_yet_true_for_another(table):
    """A transaction not committed sees its own token; its neighbours keep theirs."""
    thread_saw, go, went = [], threading.Event(), threading.Event()

    def neighbour():
        thread_saw.append(table.watch.token())
        went.set()
        go.wait(5)
        thread_saw.append(table.watch.token())

    thread = threading.Thread(target=neighbour)
    thread.start()
    went.wait(5)
    table.token = "uncommitted"
    assert table.watch.token() == "uncommitted"
    go.set()
    thread.join(5)
    assert thread_saw == ["a", "a"]
