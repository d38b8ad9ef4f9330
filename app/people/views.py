"""People's URLs: log in, enrol, choose a language, see who is who."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Response, redirect, render_template, request, url_for

from app.core import clock, db
from app.core.api import Room, caller, check_csrf, respond
from app.core.body import Strict
from app.core.errors import Refused
from app.people import access, keys, pins, queries, resuming, service
from app.people.homes import HOMES, home_of
from app.people.models import Device

bp = Room("people", __name__)

DEVICE_COOKIE = "wavegate_device"
YEAR_S = 31_536_000


class LogIn(Strict):
    """A badge and its PIN; the device token comes in X-Device or its cookie.

    After a pause the badge alone wakes the session whose cookie is still here.
    """

    badge: str
    pin: str | None = None


class Session(msgspec.Struct):
    """Who is logged in, and what a write of theirs must carry."""

    person: str
    badge: str
    roles: list[str]
    permissions: list[str]
    csrf_token: str | None
    home: str


class DeviceToken(Strict):
    """The token from an enrolment code."""

    token: str


class NewDevice(Strict):
    """What a device is called, for example PDA-17."""

    name: str = msgspec.field()


class Badge(Strict):
    """A scanned badge."""

    badge: str


@bp.post(
    "/api/v1/session",
    needs=None,
    body=LogIn,
    answer=Session,
    errors=("auth.bad_pin", "auth.pin_wanted", "auth.locked", "auth.device"),
)
def log_in(body: LogIn) -> Response:
    """Log in with badge and PIN on an enrolled device."""
    with db.unkeyed():  # what is shown once is not kept to be said again
        entry = _entry(body.badge.strip(), body.pin, _device().id)
    access.forget()
    answer = respond(
        Session(
            person=entry.person,
            badge=entry.badge,
            roles=entry.roles,
            permissions=entry.permissions,
            csrf_token=entry.csrf_token,
            home=home_of(frozenset(entry.permissions)),
        )
    )
    cookie = access.session_cookie()
    answer.set_cookie(
        cookie,
        entry.secret,
        httponly=True,
        samesite="Strict",
        secure=_is_host_bound(cookie),
        max_age=int(access.SHIFT.total_seconds()),
    )
    return answer


def _entry(badge: str, pin: str | None, device_id: int) -> service.Entry:
    if pin is not None:
        proven = pins.check(badge, pin, device_id)
        return db.in_transaction(lambda s: service.log_in(s, proven.person_id, device_id))
    secret = _waiting_secret()
    if not secret:
        missing = {"pointer": "/pin", "code": "field.missing"}
        raise Refused("request.invalid", errors=[missing])
    return db.in_transaction(lambda s: resuming.resume(s, secret, badge, device_id))


@bp.get("/api/v1/session", needs="session.own", answer=Session)
def who_am_i() -> Session:
    """Who is logged in here."""
    who = caller()
    return Session(
        person=who.name,
        badge=who.actor.name,
        roles=sorted(who.roles),
        permissions=sorted(who.permissions),
        csrf_token=who.csrf_token,
        home=home_of(who.permissions),
    )


@bp.delete("/api/v1/session", needs="session.own", status=204)
def log_out() -> Response:
    """Log out."""
    person_id = caller().person_id
    assert person_id is not None
    db.in_transaction(lambda s: service.log_out(s, person_id))
    access.forget()
    answer = Response(status=204)
    cookie = access.session_cookie()
    answer.delete_cookie(
        cookie, httponly=True, samesite="Strict", secure=_is_host_bound(cookie)
    )
    return answer


@bp.post("/api/v1/session/badge", needs=None, body=Badge, errors=("auth.device",))
def whose_badge(body: Badge) -> dict[str, Any]:
    """The name on a badge, so that the login page can greet; only on an enrolled device.

    ``resumes``: the badge is enough, for its session only paused.
    """
    badge, device = body.badge.strip(), _device()
    waiting = resuming.waiting(db.reading(), _waiting_secret(), badge, device.id)
    name = queries.name_of(db.reading(), device.warehouse_id, badge)
    return {"name": name, "resumes": waiting is not None}


@bp.post("/api/v1/device", needs=None, body=DeviceToken, status=204, errors=("auth.device",))
def keep_device(body: DeviceToken) -> Response:
    """Keep an enrolment's token in this browser, out of reach of scripts."""
    if service.device_by_token(db.reading(), body.token) is None:
        raise Refused("auth.device")
    answer = Response(status=204)
    _set_device_cookie(answer, body.token)
    return answer


@bp.post("/api/v1/devices", needs="device.manage", body=NewDevice)
def enrol(body: NewDevice) -> dict[str, Any]:
    """Enrol a device; its token is shown once, as a code to scan too."""
    from labels.barcodes import qr_rows

    name = body.name.strip()
    if not 1 <= len(name) <= 60:
        wrong = {"pointer": "/name", "code": "field.length", "limit": "1–60"}
        raise Refused("request.invalid", errors=[wrong])
    actor = caller().actor
    with db.unkeyed():  # what is shown once is not kept to be said again
        secret = db.in_transaction(lambda s: service.enrol_device(s, actor, name))
    url = url_for("people.enrol_page", _external=True) + f"#{secret}"
    return {"token": secret, "url": url, "qr": qr_rows(url)}


@bp.page("/login", needs=None)
def login_page() -> str:
    """Scan a badge, type a PIN."""
    device = _known_device()
    return render_template(
        "people/login.html",
        device=device.name if device else "",
        page_data={"next": _local(request.args.get("next")), "now": clock.now().isoformat()},
    )


@bp.page("/enrol", needs=None)
def enrol_page() -> str:
    """Where an enrolment code leads: the token stands behind the #, unseen by logs."""
    return render_template("people/enrol.html")


@bp.page("/home", needs="session.own")
def home_page() -> str:
    """Where somebody with several roles chooses."""
    homes = [row[1:] for row in HOMES if caller().may(row[0])]
    return render_template("people/home.html", homes=homes)


@bp.page("/people", needs="people.manage")
def people_page() -> str:
    """People and devices."""
    site = caller().actor.warehouse_id
    return render_template(
        "people/people.html",
        people=queries.people(db.reading(), site),
        devices=queries.devices(db.reading(), site),
        locked=keys.locked(db.reading(), site, clock.now() - pins.WINDOW, pins.PER_BADGE),
        own_badge=caller().actor.name,
    )


@bp.page("/people/cards.pdf", needs="people.manage")
def cards() -> Response:
    """Badges to print, as one PDF; a PIN is never on them."""
    import labels

    who = caller()
    people = queries.people(db.reading(), who.actor.warehouse_id)
    pdf = labels.badge_cards(
        [{"badge": p.badge, "name": p.name, "roles": p.roles} for p in people],
        site=queries.site_name(db.reading(), who.actor.warehouse_id),
        lang="en" if who.language == "en" else "zh",
    )
    return Response(pdf, content_type="application/pdf")


@bp.route("/language", methods=["POST"])
def choose_language() -> Any:
    """Switch the language and stay on the page."""
    wanted = request.form.get("lang", "")
    if wanted not in {"zh", "en"}:
        raise Refused("request.bad")
    who = caller()
    if who.person_id is not None:
        if request.form.get("csrf_token") != who.csrf_token:
            check_csrf(request, who)
        person_id = who.person_id
        db.in_transaction(lambda s: service.set_language(s, person_id, wanted))
        access.forget()
    answer = redirect(_local(request.form.get("next")) or "/", 303)
    answer.set_cookie("wavegate_language", wanted, samesite="Lax", max_age=YEAR_S)
    return answer


def _waiting_secret() -> str:
    return request.cookies.get(access.session_cookie(), "")


def _device() -> Device:
    device = _known_device()
    if device is None:
        raise Refused("auth.device")
    return device


def _known_device() -> Device | None:
    secret = request.headers.get("X-Device") or request.cookies.get(DEVICE_COOKIE) or ""
    return service.device_by_token(db.reading(), secret) if secret else None


def _set_device_cookie(answer: Response, secret: str) -> None:
    answer.set_cookie(
        DEVICE_COOKIE,
        secret,
        httponly=True,
        samesite="Strict",
        secure=_is_host_bound(access.session_cookie()),
        max_age=YEAR_S,
    )


def _is_host_bound(cookie: str) -> bool:
    """Browsers neither keep nor delete such a cookie unless it is said to be secure."""
    return cookie.startswith("__Host-")


def _local(path: str | None) -> str:
    """A path on this server, or nothing: no open redirect.

    Browsers leave tabs and line ends out of an address: ``/<tab>/evil`` is ``//evil``.
    """
    here = path and path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if path and here and path.isprintable() else ""
