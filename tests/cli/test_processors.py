"""Each worker of a small machine has a processor of its own, and its successor has it next."""

import os
from types import SimpleNamespace

import pytest

from emm.cli import processors
from emm.cli.processors import share

HERE = os.sched_getaffinity(0)


@pytest.mark.parametrize(
    ("there", "workers", "others", "expected"),
    [
        ({0, 1}, 2, [], {0}),
        ({0, 1}, 2, [{0}], {1}),
        ({0, 1}, 2, [{1}], {0}),
        ({4, 7}, 2, [{4}], {7}),  # those that a container was given
        ({0}, 1, [], {0}),
    ],
)
def test_as_many_workers_as_processors_have_one_each(there, workers, others, expected):
    assert share(there, workers, others) == expected


@pytest.mark.parametrize(
    ("there", "workers", "others"),
    [
        ({0}, 2, []),
        ({0, 1, 2, 3}, 2, [{0}]),  # others of this machine may have chosen the same
        ({0, 1}, 2, [{0}, {1}]),  # one that is ending has it still
        ({0, 1}, 2, [{0, 1}]),
    ],
)
def test_else_they_run_anywhere(there, workers, others):
    assert share(there, workers, others) == there


def test_a_worker_keeps_to_what_was_chosen(monkeypatch: pytest.MonkeyPatch):
    kept: list[object] = []
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1})
    monkeypatch.setattr(os, "sched_setaffinity", lambda _process, chosen: kept.append(chosen))
    monkeypatch.setattr(os, "sched_setscheduler", _refused)
    server = SimpleNamespace(num_workers=2, WORKERS={})
    for number in (1, 2):
        worker = SimpleNamespace()
        processors.before_fork(server, worker)
        processors.after_fork(server, worker)
        server.WORKERS[number] = worker
    assert kept == [{0}, {1}]
    del server.WORKERS[1]
    successor = SimpleNamespace()
    processors.before_fork(server, successor)
    assert successor.processors == {0}


@pytest.mark.parametrize(
    ("chosen", "before", "expected"),
    [
        ({0}, os.SCHED_OTHER, [os.SCHED_BATCH]),
        ({0, 1}, os.SCHED_OTHER, []),
        ({0}, os.SCHED_IDLE, []),  # by whoever starts the server
    ],
)
def test_threads_on_one_processor_do_not_interrupt_each_other(
    monkeypatch: pytest.MonkeyPatch, chosen: set[int], before: int, expected: list[int]
):
    asked: list[int] = []
    monkeypatch.setattr(os, "sched_setaffinity", lambda _process, _chosen: None)
    monkeypatch.setattr(os, "sched_getscheduler", lambda _process: before)
    monkeypatch.setattr(os, "sched_setscheduler", lambda _process, how, _more: asked.append(how))
    processors.after_fork(SimpleNamespace(), SimpleNamespace(processors=chosen))
    assert asked == expected


def _refused(*_asked: object) -> None:
    raise PermissionError


def test_a_process_that_a_worker_begins_may_leave():
    try:
        os.sched_setaffinity(0, {min(HERE)})
        processors.run_anywhere()
        assert os.sched_getaffinity(0) == HERE
    finally:
        os.sched_setaffinity(0, HERE)


def test_where_processes_cannot_choose_nothing_is_chosen(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(processors, "EACH_ITS_OWN", False)
    monkeypatch.delattr(os, "sched_setaffinity")
    worker = SimpleNamespace()
    processors.before_fork(SimpleNamespace(), worker)
    processors.after_fork(SimpleNamespace(), worker)
    processors.run_anywhere()
    assert vars(worker) == {}
