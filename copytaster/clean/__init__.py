"""The cleaning room: what was handed in → an `Article`, or `Rejected`.

Promises
    * Every submission ends in one of two ways: an article with words in it, or a `Rejected` that names what was wrong.
      Never an empty success.
    * ``Article.text`` has every visible character of a submitted plain text, in its order; only white space changes;
      but UTF-8 that was read in a wrong encoding before it came in stands as it was meant, and a note says so.
      Its paragraphs are lines, apart by one empty line. Cleaning it again changes nothing.
    * Boilerplate stays in the text; ``Article.boilerplate`` says where it is: spans in order, apart, inside the text.
    * The same submission gives the same article, whoever cleans it, whenever: the clock comes in as `received_at`.
    * No parser sees what the guard has not measured first.
"""

from __future__ import annotations

from copytaster.clean.assemble import clean
from copytaster.clean.formats.sniff import SUFFIXES, media_type_of
from copytaster.clean.stated import credits_of
from copytaster.clean.submission import Rejected, Submission

__all__ = ["SUFFIXES", "Rejected", "Submission", "clean", "credits_of", "media_type_of"]
