"""Shortcodes of WordPress that were left in a text: ``[caption id="…"]…[/caption]``, ``[gallery ids="1,2"]``.

What stands between the two of a picture, a film, a form or an advertisement belongs to it and is no part of the
story; of any other shortcode only the tags go. A word in brackets is a shortcode when it has attributes, is closed, or
is one that needs neither: "[sic]" and "[the mayor]" are the writer's. One pass over the brackets of a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from copytaster.model import Boilerplate, BoilerplateKind

FURTHEST = 3_000
"""Characters between the two tags of a picture; with more between them each stands for itself."""
_TAG = re.compile(r"\[(?P<close>/?)(?P<name>[A-Za-z][\w-]{1,39})(?P<rest>\s[^\[\]<>\n]{0,600})?(?P<single>/?)\](?!\()")
_BARE = frozenset(
    ["gallery", "ad", "ads", "advert", "adsense", "adinserter", "related_posts", "related-posts", "jp-relatedposts"]
)  # fmt: skip
"""Shortcodes that stand without attributes; "[video]" is a label that readers see."""
_PICTURES = frozenset(("caption", "wp_caption", "gallery", "singlepic", "nggallery", "slideshow", "image_gallery"))
_WHOLE = _PICTURES | frozenset(
    [
        "video", "audio", "playlist", "embed", "youtube", "vimeo", "instagram", "tweet", "twitter", "facebook",
        "tiktok", "soundcloud", "wpvideo", "dailymotion", "iframe", "googlemaps", "map", "contact-form",
        "contact-form-7", "gravityform", "gravityforms", "wpforms", "ninja_form", "mc4wp_form", "newsletter",
        "newsletter_form", "adrotate", "adinserter", "the_ad", "the_ad_group", "ad", "ads", "advert", "adsense",
        "related_posts", "related-posts", "jp-relatedposts", "poll", "su_button", "button", "sharing", "share",
        "social", "follow", "wp_ad_camp_1", "fusion_code", "vc_raw_html", "metaslider", "rev_slider", "smartslider3",
        "jwplayer", "brightcove", "kaltura",
    ]
)  # fmt: skip


def find(text: str) -> list[Boilerplate]:
    """The shortcodes of `text`, each a span: the whole of a picture or a film, the tags of another; in order."""
    if "[" not in text:
        return []
    tags = list(_TAG.finditer(text))
    closed = {m["name"].lower() for m in tags if m["close"]}
    opened = {m["name"].lower() for m in tags if not m["close"]}
    return list(_spans(tags, opened & closed))


def _spans(tags: list[re.Match[str]], paired: set[str]) -> Iterator[Boilerplate]:
    past = 0
    following: dict[str, re.Match[str]] = {}
    ends: dict[int, int] = {}
    for tag in reversed(tags):
        name = tag["name"].lower()
        if name in _WHOLE and not tag["close"] and (end := following.get(name)) is not None and end["close"]:
            ends[tag.start()] = end.end()
        following[name] = tag
    for tag in tags:
        name = tag["name"].lower()
        attributes = "=" in (tag["rest"] or "")
        known = name in paired or (not tag["close"] and (attributes or bool(tag["single"]) or tag["name"] in _BARE))
        if not known or tag.start() < past:
            continue
        past = ends.get(tag.start(), tag.end())
        if past - tag.start() > FURTHEST:
            past = tag.end()
        kind = BoilerplateKind.CAPTION if name in _PICTURES else BoilerplateKind.EMBED
        yield Boilerplate(tag.start(), past, kind)


def without(markup: str) -> str:
    """`markup` without its shortcodes."""
    parts, at = [], 0
    for span in find(markup):
        parts.append(markup[at : span.start])
        at = span.end
    return "".join((*parts, markup[at:])) if parts else markup
