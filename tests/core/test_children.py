"""A process of our own is ended whatever it was doing."""

import subprocess
import sys

from app.core import children


def test_a_process_that_died_with_a_question_unread_is_ended():
    process = subprocess.Popen(
        [sys.executable, "-c", "pass"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    process.wait()
    assert process.stdin is not None
    process.stdin.write(b"a question")

    children.end(process)

    assert process.stdin.closed
    assert process.returncode == 0
