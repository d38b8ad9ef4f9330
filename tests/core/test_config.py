"""Settings: where each comes from, and what is refused at the door."""

from decimal import Decimal
from pathlib import Path

import pytest

from app import config

SF = '{"SF": {"adapter": "kuaidi100", "url": "https://x", "secret": "seen"}}'


def test_the_environment_wins_over_the_file_and_the_file_over_the_defaults(
    tmp_path: Path,
) -> None:
    (tmp_path / "wavegate.toml").write_text(
        '\ufeffbind = "0.0.0.0:9000"\nhome_country = "GB"\n', "utf-8"
    )

    site = config.load({"WAVEGATE_BIND": "127.0.0.1:7000"}, tmp_path)

    assert (site.host, site.port, site.home_country) == ("127.0.0.1", 7000, "GB")
    assert (site.sources["bind"], site.sources["home_country"], site.sources["language"]) == (
        "environment",
        "wavegate.toml",
        "default",
    )


def test_relative_paths_start_at_the_file_s_folder(tmp_path: Path) -> None:
    site = config.load({}, tmp_path)
    assert site.sqlite_path == tmp_path / "var" / "wavegate.db"
    assert site.data_dir == tmp_path / "var"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TOLERANCE_PERCENT", "10.1"),
        ("TOLERANCE_PERCENT", "0"),
        ("TOLERANCE_PERCENT", "NaN"),
        ("TOLERANCE_PERCENT", "ten"),
        ("BIND", "8000"),
        ("BIND", "127.0.0.1:99999"),
        ("BIND", "127.0.0.1:²"),
        ("DATABASE_URL", "mysql://x"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("HUB_URL", "ftp://hub"),
        ("HUB_URL", "http://"),
        ("HUB_URL", "http://[hub"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "redis://"),
        ("DATABASE_URL", "postgresql+psycopg://[host/db"),
        ("HUB_SECRET", "whsec_c2hvcnQ="),
        ("HUB_SECRET", "secret"),
        ("HUB_RETRY_S", "60,soon"),
        ("HUB_RETRY_S", "60,²"),
        ("CARRIER_ACCOUNTS", "SF"),
        ("CARRIER_ACCOUNTS", '{"SF": {"adapter": "kuaidi100"}}'),
        ("CARRIER_ACCOUNTS", '{"SF": {"adapter": "kuaidi100", "url": "ftp://x"}}'),
        ("CARRIER_ACCOUNTS", '{"SF": {"adapter": "kuaidi100", "url": "http://x", "n": 1}}'),
        ("HOME_COUNTRY", "GBR"),
        ("HOME_COUNTRY", "中国"),
        ("ALLOW_HTTP", "yes"),
        ("SHIPPED_WHEN", "later"),
        ("LANGUAGE", "fr"),
        ("TIMEZONE", "Mars/Olympus"),
        ("TIMEZONE", "Asia"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(config.SettingError, match=f"WAVEGATE_{name}"):
        config.load({f"WAVEGATE_{name}": value}, tmp_path)


def test_an_unknown_name_in_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "wavegate.toml").write_text("tolerance = 5\n")
    with pytest.raises(config.SettingError, match="unknown setting tolerance"):
        config.load({}, tmp_path)


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    site = config.load(
        {
            "WAVEGATE_SECRET_KEY": "hidden-key",
            "WAVEGATE_DATABASE_URL": "postgresql+psycopg://me:hidden-password@host/db",
            "WAVEGATE_REDIS_URL": "redis://:hidden@host/0",
            "WAVEGATE_CARRIER_ACCOUNTS": SF.replace("seen", "hidden"),
        },
        tmp_path,
    )
    assert "hidden" not in str(config.shown(site))


def test_a_carriers_account_is_a_table_in_the_file(tmp_path: Path) -> None:
    table = '[carrier_accounts.SF]\nadapter = "kuaidi100"\nurl = "https://x"\nsecret = "seen"\n'
    (tmp_path / "wavegate.toml").write_text(table)

    from_file = config.load({}, tmp_path)
    from_env = config.load({"WAVEGATE_CARRIER_ACCOUNTS": SF}, tmp_path)

    assert from_file.carrier_accounts == from_env.carrier_accounts
    assert from_file.carrier_accounts["SF"]["secret"] == "seen"


def test_the_percentage_is_exact(tmp_path: Path) -> None:
    site = config.load({"WAVEGATE_TOLERANCE_PERCENT": "7.5"}, tmp_path)
    assert site.tolerance_percent == Decimal("7.5")


def test_where_the_signing_key_is_kept_is_told(tmp_path: Path) -> None:
    def told() -> str:
        site = config.load({}, tmp_path)
        return {name: value for name, value, _ in config.shown(site)}["WAVEGATE_SECRET_KEY"]

    assert told() == "(made at the first start)"
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / config.SECRET_FILE).write_text("hidden")
    assert told() == f"(kept in {tmp_path / 'var' / 'secret.key'})"
