"""Signing in to the pages with an API key, and who may see and do what on them.

Promises
    * With keys, no page is shown without one: a browser is sent to `/login`, and back to where it was going.
    * Where it is sent back to is an address of this service, whatever the link said.
    * Reading and checking a draft ask for the scope `read`, judging for `judge`, as in the API.
"""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from flask import Blueprint, Flask, Response, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from copytaster.runtime import audit
from service.access import sessions
from service.access.auth import COOKIE
from service.access.security import SAFE
from service.errors import Problem
from service.state import state

blueprint = Blueprint("login", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(blueprint)

    @app.before_request
    def guard_pages() -> ResponseReturnValue | None:
        if request.blueprint != "pages" or request.endpoint == "pages.static":
            return None
        try:
            state().gate.admit(_scope())
        except Problem as refused:
            if refused.status == 401 and request.method in SAFE:
                return redirect("/login?next=" + quote(request.full_path.rstrip("?")), 303)
            raise
        return None


def _scope() -> str:
    if request.method in SAFE:
        return "read"
    endpoint = request.endpoint or ""
    return "read" if "check" in endpoint or "draft" in endpoint else "judge"


def safe_next(target: str) -> str:
    """`target` when it is an address of this service, else the desk."""
    parts = urlsplit(target)
    safe = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return target if safe and target.isprintable() and "\\" not in target else "/"


def _form(message: str = "", status: int = 200) -> ResponseReturnValue:
    return render_template("login.html", message=message), status


@blueprint.get("/login")
def form() -> ResponseReturnValue:
    if state().gate.keyring is None:
        return redirect("/", 303)
    return _form()


@blueprint.post("/login")
def sign_in() -> ResponseReturnValue:
    gate = state().gate
    if gate.keyring is None:
        return redirect("/", 303)
    g.key = key = gate.keyring.find(request.form.get("key", "").strip())
    home = state().settings.home
    if key is None:
        audit.note(home, "sign-in-refused", "nobody", address=request.remote_addr)
        return _form("That is not a key of this service.", 403)
    audit.note(home, "signed-in", key.id, address=request.remote_addr)
    response = redirect(safe_next(request.args.get("next", "/")), 303)
    response.set_cookie(
        COOKIE, gate.session(key), max_age=sessions.SECONDS, httponly=True, samesite="Strict", secure=request.is_secure
    )
    return response


@blueprint.post("/logout")
def sign_out() -> ResponseReturnValue:
    """Ends the session here, and has the browser forget the cookie."""
    key_id = state().gate.sessions.end(request.cookies.get(COOKIE, ""))
    if key_id is not None:
        audit.note(state().settings.home, "signed-out", key_id, address=request.remote_addr)
    response: Response = redirect("/login", 303)  # type: ignore[assignment]
    response.delete_cookie(COOKIE, httponly=True, samesite="Strict", secure=request.is_secure)
    return response
