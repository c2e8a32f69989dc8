"""The pages: what an editor reads. Flask and Jinja, a little JavaScript, nothing loaded from elsewhere.

Promises
    * Every page reads without JavaScript; forms post, links lead. JavaScript adds liveness, keys and side panels.
    * Nothing of an article is ever markup: all text is escaped in one place (`marks`, Jinja's autoescape), web
      addresses become links only when they are http(s), and controls that reorder text are shown, not obeyed.
    * No inline script or style and no style attribute: the pages hold under
      ``default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'``.
    * What a reader has filtered, set aside or pointed at stands in the address.
    * View modules are plain Python over plain data; only `routes` knows Flask, only `data` knows the archive.
"""

from service.pages import clip, drafts  # whose routes are of the blueprint too
from service.pages.routes import blueprint

__all__ = ["blueprint", "clip", "drafts"]
