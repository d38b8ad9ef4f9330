"""The page of the scales says what the code does, and its example runs."""

import re
import subprocess
import sys
from pathlib import Path

from devices.scales import PROTOCOLS
from devices.scales.lines import check_url
from devices.scales.pan import FAULTS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "devices.md").read_text("utf-8")


def rows(heading):
    part = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def yes(given):
    return "yes" if given else "no"


def test_the_table_is_the_table_of_protocols():
    said = {name.strip("`"): facts for name, _who, *facts in rows("What a scale speaks")}

    assert said == {
        name: [
            f"{row.line.baudrate} {row.line.bytesize}{row.line.parity}{row.line.stopbits}",
            "asked" if row.ask else "streams",
            yes(row.names_unit),
            yes(row.says_stable),
            yes(row.zero and row.tare),
            ", ".join(row.options),
        ]
        for name, row in PROTOCOLS.items()
    }


def test_every_url_is_one():
    cells = [row[0] for row in rows("Where a scale is")]
    named = [url for cell in cells for url in re.findall(r"`(.+?)`", cell)]

    assert len(named) > 6
    for url in named:
        check_url(url.replace("host:port", "scale-1:4001"))


def test_every_fault_is_named():
    told = PAGE.split("Faults: ")[1].split(".")[0]

    assert set(re.findall(r"[a-z_]+", told)) >= set(FAULTS)


def test_the_dozen_lines_run(tmp_path):
    (tmp_path / "dozen.py").write_text(PAGE.split("```python\n")[1].split("```")[0], "utf-8")

    told = subprocess.run(
        [sys.executable, tmp_path / "dozen.py"], env={"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True, timeout=60,
    )

    assert told.stdout == "no weight: zero\n1205 g\n"
