"""A bench behind a line that drops one packet in twenty, in a network of its own.

The network is a namespace in which nft drops what it says. Only root may make one, so the test
runs where the machine has the programs and the right; elsewhere it is deselected, and of a bad
line only the cut connections of test_agent_bench.py are tried.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.packing.station import until
from tests.stations import pc

INSIDE = "of_a_lossy_line"
RULES = """
table inet line {
    chain arrives {
        type filter hook input priority 0
        tcp dport PORT numgen random mod 100 < 5 counter drop
        tcp sport PORT numgen random mod 100 < 5 counter drop
    }
}
"""


@pytest.mark.foreign("nft", "ip", "unshare")
def test_a_parcel_is_packed_over_a_line_that_loses_five_percent():
    one = f"{__file__}::{INSIDE}"
    pytest_here = f"{sys.executable} -m pytest -q -p no:cacheprovider -p no:xdist"
    inside = f"ip link set lo up && exec {pytest_here} -o python_functions={INSIDE} {one}"

    done = subprocess.run(
        ["unshare", "--net", "sh", "-c", inside], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


def of_a_lossy_line(bench, tmp_path):
    with pc.listening(bench.floor.app) as server:
        rules = RULES.replace("PORT", server.rpartition(":")[2])
        subprocess.run(["nft", "-f", "-"], input=rules, text=True, check=True)
        token = pc.move_to_agent(bench)
        with pc.agent(pc.told(tmp_path / "pc", server, token, bench), bench):
            pc.pack_one(bench)
            until(lambda: lost() >= 3, 60)  # the agent goes on telling


def lost() -> int:
    """How many packets were dropped so far, both ways."""
    told = subprocess.check_output(["nft", "-j", "list", "table", "inet", "line"])
    rules = [one["rule"] for one in json.loads(told)["nftables"] if "rule" in one]
    parts = [part for rule in rules for part in rule["expr"] if isinstance(part, dict)]
    return sum(part["counter"]["packets"] for part in parts if "counter" in part)
