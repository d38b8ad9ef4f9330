"""The page of the scales says what the code does, and its example runs."""

import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

from devices.printers import is_url
from devices.printers.address import address
from devices.printers.result import Outcome
from devices.printers.state import TROUBLES
from devices.printers.stream import dialect_of
from devices.printers.virtual import VirtualPrinter
from devices.printers.virtual_ipp import VirtualIppPrinter
from devices.scales import PROTOCOLS
from devices.scales.lines import check_url
from devices.scales.pan import FAULTS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "devices.md").read_text("utf-8")


def rows(heading, level="##"):
    part = PAGE.split(f"\n{level} {heading}\n")[1].split("\n##")[0]
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


def test_every_printer_url_is_one():
    named = [url.strip("`") for url, _what in rows("Where a printer is", "###")]

    assert len(named) == 4
    assert all(is_url(url) for url in named)


def test_every_outcome_and_trouble_of_a_printer_is_named():
    assert [row[0].strip("`") for row in rows("A printer, in six lines")] == list(
        get_args(Outcome)
    )
    assert all(f"`{trouble}`" in PAGE for trouble in TROUBLES)


def test_every_language_of_a_printer_is_asked_as_the_page_says():
    where = address("tcp://host:9100")
    for languages, *_, module in rows("How it is asked", "###"):
        for language in re.findall(r"`(.+?)`", languages):
            assert f"{dialect_of(where, language)}_status.py" in module
        assert (ROOT / module.strip("`")).is_file()


def test_every_fault_of_a_printer_is_named():
    told = PAGE.split("### Virtual printers")[1]

    assert set(re.findall(r"[a-z_]+", told)) >= set(VirtualIppPrinter.FAULTS)


def test_the_six_lines_print(closing, tmp_path):
    printer = VirtualPrinter(tmp_path / "tray", language="zpl")
    closing.callback(printer.close)
    lines = PAGE.split("```python\n")[2].split("```")[0]
    mine = lines.replace("tcp://127.0.0.1:9100", printer.url)
    (tmp_path / "six.py").write_text(mine, "utf-8")

    told = subprocess.run(
        [sys.executable, tmp_path / "six.py"], env={"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True, timeout=60,
    )

    assert told.stdout == "confirmed None\n"
    assert len(printer.jobs()) == 1


LONE = """
import importlib, sys
for name in ("httpx", "pypdfium2", "PIL", "typing_extensions", "flask"):
    sys.modules[name] = None
from devices.printers import send, status
from devices.scales import PROTOCOLS, port, virtual
print(status("tcp://127.0.0.1:9").state, send(sys.argv[1], b"^XA").outcome)
"""


def test_scales_and_plain_printers_need_pyserial_alone(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", LONE, tmp_path.as_uri()], env={"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True, timeout=60,
    )

    assert told.stdout == "refused confirmed\n"


def test_the_dozen_lines_run(tmp_path):
    (tmp_path / "dozen.py").write_text(PAGE.split("```python\n")[1].split("```")[0], "utf-8")

    told = subprocess.run(
        [sys.executable, tmp_path / "dozen.py"], env={"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True, timeout=60,
    )

    assert told.stdout == "no weight: zero\n1205 g\n"
