"""A cable cut anywhere: what did not come out whole is never confirmed, and nothing twice."""

import threading

import pytest

from devices.printers import send
from devices.printers.virtual import VirtualPrinter
from devices.printers.virtual_ipp import VirtualIppPrinter
from tests.devices.test_printer_languages import LABELS
from tests.devices.test_printers import LABEL, told

CUTS = 200


def cuts(length, count):
    return [length * n // count for n in range(count)]


@pytest.fixture
def switch_on(closing, tmp_path):
    def switched_on(language):
        made = (
            VirtualIppPrinter(tmp_path / "ipp")
            if language == "ipp"
            else VirtualPrinter(tmp_path / language, language=language)
        )
        closing.callback(made.close)
        return made

    return switched_on


@pytest.mark.parametrize(
    ("language", "data"),
    [("zpl", LABEL), *LABELS.items(), ("ipp", LABEL)],
    ids=["pdf", "zpl", "tspl", "escpos", "ipp"],
)
def test_a_cable_cut_at_any_of_200_bytes_is_never_taken_for_a_label(switch_on, language, data):
    printer = switch_on(language)
    outcomes = set()
    for at_byte in cuts(len(data), CUTS):
        printer.fault("cut", at_byte=at_byte)
        outcomes.add(told(send(printer.url, data, 5.0, language)))

    assert outcomes == {("unknown", "cut")}
    assert [job.state for job in printer.jobs()] == ["interrupted"] * CUTS
    assert printer.tray.labels() == 0


@pytest.mark.parametrize("language", [*LABELS, "ipp"])
def test_a_cable_cut_after_the_label_came_out_is_unknown_and_it_came_out_once(
    switch_on, language
):
    printer = switch_on(language)
    data = LABELS.get(language, LABEL)
    printer.fault("cut_after")

    assert told(send(printer.url, data, 5.0, language)) == ("unknown", "cut")
    assert [job.state for job in printer.jobs()] == ["printed"]


@pytest.mark.parametrize("language", [*LABELS, "ipp"])
def test_a_printer_that_vanishes_while_labels_come_confirms_only_what_came_out(
    switch_on, language
):
    printer = switch_on(language)
    data = LABELS.get(language, LABEL)
    gone = threading.Timer(0.4, printer.fault, ["offline"])
    gone.start()
    results = [send(printer.url, data, 5.0, language)]
    while results[-1].outcome != "failed":
        results.append(send(printer.url, data, 5.0, language))
    gone.join()

    printed = [job.state for job in printer.jobs()].count("printed")
    sure = sum(one.outcome in {"confirmed", "sent"} for one in results)
    perhaps = sum(one.outcome == "unknown" for one in results)
    assert sure <= printed <= sure + perhaps
    assert results[-1].reason in {"refused", "offline"}
