"""The set-up: what a new machine is given before the first order comes in."""

import ast
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
import venv
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import run
from tests.packing.station import until

ROOT = Path(run.__file__).parent
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINNED = dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", LOCK, re.MULTILINE))
ADVISORIES = json.loads((ROOT / "tests/house/advisories.json").read_text(encoding="utf-8"))
PACKAGE = run.Part("a part", {"apt-get": "apt-get install -y the-part"})


def test_an_old_python_gets_a_sentence():
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 6))
    pretend = "import runpy, sys; sys.version_info = (3, 6, 9); runpy.run_path('run.py')"

    told = subprocess.run(
        [sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert told.returncode == 1
    assert told.stderr.startswith("Wavegate needs Python 3.11 or newer, and this is Python 3.6")


@pytest.mark.parametrize("words", [[], ["start"], ["setup", "now"]])
def test_an_unknown_command_gets_the_usage(words, capsys):
    assert run.main(words) == 2
    assert "run.py setup | demo [arguments] | test [arguments]" in capsys.readouterr().err


@pytest.fixture
def bare_folder(tmp_path):
    """A clone in which nothing was set up, on a machine whose only program is a slow uv."""
    for name in ("run.py", "requirements.lock", "pyproject.toml", "app/hatch_build.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    for name in ("package.json", "package-lock.json", ".npmrc", "build.mjs"):
        shutil.copy(ROOT / "app" / name, tmp_path / "app" / name)
    uv = tmp_path / "bin" / "uv"
    uv.parent.mkdir()
    uv.write_text(f'#!/bin/sh\n: > "{tmp_path}/begun"\nexec /bin/sleep 60\n', encoding="utf-8")
    uv.chmod(0o755)
    return tmp_path


@pytest.fixture
def hears_ctrl_c():
    """What a shell runs in the background ignores Ctrl-C, and so do its children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("hears_ctrl_c")
def test_a_set_up_that_is_interrupted_ends_with_a_sentence(bare_folder):
    setting_up = subprocess.Popen(
        [sys.executable, "run.py", "setup"],
        cwd=bare_folder,
        env={"PATH": str(bare_folder / "bin"), "HOME": str(bare_folder)},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    until((bare_folder / "begun").exists)
    os.killpg(setting_up.pid, signal.SIGINT)  # Ctrl-C reaches the whole group

    told = setting_up.communicate()[1]
    assert setting_up.returncode == 130
    assert told == "Stopped. Start the same command again when you like.\n"


def test_a_venv_that_was_left_without_pip_gets_it_again(tmp_path, monkeypatch):
    venv.create(tmp_path / "left", with_pip=False, symlinks=True)
    monkeypatch.setattr(run, "VENV", tmp_path / "left")
    monkeypatch.setattr(run, "SCRIPTS", tmp_path / "left/bin")
    monkeypatch.setattr(run, "PYTHON", tmp_path / "left/bin/python")
    monkeypatch.setenv("PATH", str(tmp_path))

    run.make_venv()

    assert run.has_pip()


@pytest.fixture
def apt_get(tmp_path, monkeypatch):
    """A machine whose only program is an apt-get that writes down what it is asked for."""
    log = tmp_path / "asked"
    script = tmp_path / "apt-get"
    script.write_text(f'#!/bin/sh\necho "$@" >> "{log}"\n', encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("DEBIAN_FRONTEND", "")
    return log


def test_root_on_debian_gets_the_part_installed(apt_get, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    run.need(PACKAGE, apt_get.exists)

    asked = apt_get.read_text(encoding="utf-8").splitlines()
    assert asked == ["-qq update", "install -y the-part -qq --no-install-recommends"]


def test_anybody_else_is_told_the_line(apt_get, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(run.StopError, match=r"sudo apt-get install -y the-part\n"):
        run.need(PACKAGE, apt_get.exists)

    assert not apt_get.exists()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("def test_it():\n    pass\n", 0),
        ("def test_it():\n    assert False\n", 1),
        ("import pytest\ndef test_it():\n    pytest.skip('no browser')\n", 1),
        ("import pytest\npytest.importorskip('no_such_part')\n", 1),
    ],
)
def test_only_a_run_without_failures_and_skips_passes(tmp_path, monkeypatch, body, code):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # most of a second a run
    (tmp_path / "test_one.py").write_text(body, encoding="utf-8")
    (tmp_path / "test_two.py").write_text("def test_it():\n    pass\n", encoding="utf-8")
    alone = f"-p xdist -n 0 -p no:cacheprovider -c {os.devnull} --rootdir".split()

    assert run.test([*alone, str(tmp_path), str(tmp_path)]) == code


def test_the_lock_pins_all_that_is_asked_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["test"]]

    for line in asked:
        want = Requirement(line)
        assert want.specifier.contains(PINNED[canonicalize_name(want.name)]), line


def test_the_lock_hashes_every_file_and_names_no_host():
    blocks = re.split(r"^(?=[a-z0-9])", LOCK, flags=re.MULTILINE)[1:]

    # A package may be there once for each Python that needs another version of it.
    assert {canonicalize_name(block.partition("==")[0]) for block in blocks} == set(PINNED)
    assert all("--hash=sha256:" in block for block in blocks)
    assert not re.search(r"://|index-url|find-links|trusted-host|file:", LOCK)


def test_the_browser_lock_hashes_every_package_and_names_no_host():
    text = (ROOT / "app/package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]

    assert all("integrity" in packages[name] for name in packages if name)
    assert not re.search(r"://|\"resolved\"", text)


@pytest.mark.parametrize("name", sorted(ADVISORIES["oldest_safe"]))
def test_no_package_is_older_than_its_last_advisory(name):
    oldest = Version(ADVISORIES["oldest_safe"][name][0])
    installed = {Version(d.version) for d in metadata.distributions(name=name)}

    assert all(version >= oldest for version in installed)
    assert Version(PINNED.get(name, str(oldest))) >= oldest


@pytest.mark.parametrize("name", sorted(ADVISORIES["never"]))
def test_what_breaks_the_sockets_stays_out(name):
    assert name not in PINNED
    assert not list(metadata.distributions(name=name))


def test_every_page_script_is_built_under_a_hashed_name():
    dist = ROOT / "app/static/dist"
    manifest = json.loads((dist / "manifest.json").read_text(encoding="utf-8"))
    scripts = [*ROOT.glob("app/client/*.js"), *ROOT.glob("app/*/client/*.js")]
    entries = {
        script.relative_to(ROOT / "app").as_posix()
        for script in scripts
        if script.read_text(encoding="utf-8").splitlines()[0].strip() == "// @entry"
    }

    assert entries
    assert entries | {"client/pda.css", "client/desk.css"} <= set(manifest)
    for source, built in manifest.items():
        stem, suffix = source.rsplit(".", 1)
        assert re.fullmatch(rf"{re.escape(stem)}-[A-Z0-9]{{8}}\.{suffix}", built)
        assert (dist / built).stat().st_size > 0


def test_the_rooms_keep_their_import_contracts():
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]

    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert told.returncode == 0, told.stdout
