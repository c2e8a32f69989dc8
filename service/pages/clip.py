"""The page that takes a page from the browser: what bookmarklet and extension open.

Promises
    * It shows nothing of the archive, so it is there for everybody: a browser that comes from another site does not say
      who it is (its cookie is strict). What it is handed is sent by the reader's own click, as a draft.
    * It alone may be spoken to by the window that opened it; every other page is kept apart.
"""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, current_app, make_response, render_template, request

from service.pages import assets
from service.pages.routes import blueprint

_BOOKMARK = (
    "(function(){var at='AT',to=window.open(at+'/clip');addEventListener('message',function(e){"
    "if(e.source===to&&e.origin===at&&e.data==='copytaster-ready')to.postMessage(PAGE,at)})})()"
)


@blueprint.get("/clip")
def clip() -> Response:
    most = current_app.config["MAX_CONTENT_LENGTH"]
    page = render_template("pages/clip.html", bookmarklet=bookmarklet(request.host_url), most=most, here="check")
    response = make_response(page)
    response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response


def bookmarklet(address: str) -> str:
    """The bookmark for the service at this address; what it sends is told by `clip-page.js`, as in the extension."""
    told = " ".join(str(assets.inline("clip-page.js")).partition("*/")[2].split()).rstrip(";")
    program = _BOOKMARK.replace("AT", address.rstrip("/"), 1).replace("PAGE", told)
    return "javascript:" + quote(program, safe="()'=+,;:/!?[]")
