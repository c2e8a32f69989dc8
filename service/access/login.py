"""Signing in to the pages, with an API key or at the provider, and who may see and do what on them.

Promises
    * Where somebody is asked who they are, no page that shows anything is shown before: a browser is sent to `/login`,
      and back to where it was going.
    * Where it is sent back to is an address of this service, whatever the link said.
    * Reading and checking a draft ask for the scope `read`, judging for `judge`, the audit page for `admin`.
    * What the provider says of who has left ends their sessions here, and nothing else.
    * A sign-in that another site begins signs nobody in: the browser that comes back from the provider must be the one
      that this service sent there.
"""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from flask import Blueprint, Flask, abort, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from service import deeds
from service.access import sessions
from service.access.auth import COOKIE, caller
from service.access.security import SAFE
from service.access.sessions import MINUTES, SignInFailed
from service.errors import Problem
from service.state import state

BEGUN = "copytaster_sign_in"
"""The cookie of a browser that is at the provider. It is Lax: the way back comes from another site."""

OPEN = frozenset({"pages.static", "pages.clip"})
"""Pages that show nothing of the archive."""

blueprint = Blueprint("login", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.context_processor(lambda: {"asks": caller(), "may": state().gate.may})

    @app.before_request
    def guard_pages() -> ResponseReturnValue | None:
        if request.blueprint != "pages" or request.endpoint in OPEN:
            return None
        try:
            state().gate.admit(_scope())
        except Problem as refused:
            if refused.status == 401 and request.method in SAFE:
                return redirect("/login?next=" + quote(request.full_path.rstrip("?")), 303)
            raise
        return None


def _scope() -> str:
    endpoint = request.endpoint or ""
    if endpoint == "pages.audit":
        return "admin"
    if request.method in SAFE:
        return "read"
    own = ("check", "draft", "view")  # leaves nothing behind, or what is the reader's own
    return "read" if any(word in endpoint for word in own) else "judge"


def safe_next(target: str) -> str:
    """`target` when it is an address of this service, else the desk."""
    parts = urlsplit(target)
    safe = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return target if safe and target.isprintable() and "\\" not in target else "/"


def _form(message: str = "", status: int = 200) -> ResponseReturnValue:
    gate = state().gate
    following = safe_next(request.args.get("next", "/"))
    return render_template(
        "login.html", message=message, keys=gate.keyring is not None, provider=gate.provider,
        begin=url_for("login.begin", next=following),
        with_key=url_for("login.sign_in", next=following), left="left" in request.args,
    ), status  # fmt: skip


@blueprint.get("/login")
def form() -> ResponseReturnValue:
    if not state().gate.guarded:
        return redirect("/", 303)
    return _form()


@blueprint.post("/login")
def sign_in() -> ResponseReturnValue:
    gate = state().gate
    if not gate.guarded:
        return redirect("/", 303)
    key = gate.keyring.find(request.form.get("key", "").strip()) if gate.keyring is not None else None
    if key is None:
        _note("sign-in-refused", "nobody")
        return _form("That is not a key of this service.", 403)
    g.asks = key
    _note("signed-in", key.id)
    response = redirect(safe_next(request.args.get("next", "/")), 303)
    _keep(response, gate.sessions.begin_with_key(key.id, key.digest), sessions.SECONDS)
    return response


@blueprint.get("/login/begin")
def begin() -> ResponseReturnValue:
    """Sends the browser to the provider."""
    gate = state().gate
    if gate.provider is None:
        return redirect("/login", 303)
    try:
        begun = gate.provider.begin(_back(), safe_next(request.args.get("next", "/")))
    except SignInFailed as error:
        return _form(str(error), 503)
    response = redirect(begun.url, 303)
    response.set_cookie(
        BEGUN, begun.cookie, max_age=MINUTES * 60, path="/login", httponly=True, samesite="Lax",
        secure=request.is_secure,
    )  # fmt: skip
    return response


@blueprint.get("/login/back")
def back() -> ResponseReturnValue:
    """Where the provider sends the browser back to.

    The answer is a page that goes on by itself, and no redirect: a browser does not send a strict cookie along a chain
    that another site began.
    """
    gate = state().gate
    if gate.provider is None:
        return redirect("/login", 303)
    try:
        came = gate.provider.finish(request.args, request.cookies.get(BEGUN, ""), _back())
        person = came.person
        signed = gate.signed(person)
        if signed is None:
            raise SignInFailed(f"{person.name} is known, but has no role here. Ask whoever runs Copytaster.")
    except SignInFailed as error:
        _note("sign-in-refused", "nobody", why=str(error))
        response = make_response(_form(str(error), 403))
    else:
        state().archive.meet(person)
        g.asks = signed
        _note("signed-in", person.id, name=person.name)
        response = make_response(render_template("login.html", following=safe_next(came.following)))
        _keep(response, gate.sessions.begin_as(person.id, came.sid), sessions.PERSON_SECONDS)
    response.delete_cookie(BEGUN, path="/login", httponly=True, samesite="Lax", secure=request.is_secure)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/logout")
def sign_out() -> ResponseReturnValue:
    """Ends the session here, and has the browser forget the cookie."""
    session = state().gate.sessions.end(request.cookies.get(COOKIE, ""))
    if session is not None:
        _note("signed-out", session.person or session.key_id or "nobody")
    response = redirect(url_for("login.form", left=1) if session and session.person else "/login", 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="Strict", secure=request.is_secure)
    return response


@blueprint.post("/login/out")
def told_out() -> ResponseReturnValue:
    """Where the provider itself says that somebody has left (OpenID Connect Back-Channel Logout 1.0 §2.8)."""
    gate = state().gate
    if gate.provider is None:
        abort(404)
    try:
        left = gate.provider.left(request.form.get("logout_token", ""))
    except SignInFailed as error:
        _note("sign-out-refused", "nobody", why=str(error))
        raise Problem(400, "no_logout_token", str(error), headers={"Cache-Control": "no-store"}) from None
    for person in gate.sessions.end_told(left.person, left.sid):
        _note("signed-out", person, why="the provider said so")
    return "", 200, {"Cache-Control": "no-store"}


def _back() -> str:
    return url_for("login.back", _external=True)


def _keep(response: Response, cookie: str, seconds: int) -> None:
    response.set_cookie(COOKIE, cookie, max_age=seconds, httponly=True, samesite="Strict", secure=request.is_secure)


def _note(what: str, who: str, **fields: object) -> None:
    deeds.note(state(), what, who, address=request.remote_addr, **fields)
