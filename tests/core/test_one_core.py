"""The server's threads stay together on one core."""

import os
import sys
import threading

from app.onecore import stay_on_one_core


def test_a_thread_and_what_it_starts_stay_on_one_allowed_core():
    if sys.platform != "linux":
        stay_on_one_core()  # elsewhere it changes nothing and complains of nothing
        return
    allowed = os.sched_getaffinity(0)
    found = {}

    def work() -> None:
        stay_on_one_core()
        child = threading.Thread(target=lambda: found.update(child=os.sched_getaffinity(0)))
        child.start()
        child.join()
        found["own"] = os.sched_getaffinity(0)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert len(found["own"]) == 1
    assert found["own"] <= allowed
    assert found["child"] == found["own"]
    assert os.sched_getaffinity(0) == allowed
