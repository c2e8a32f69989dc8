"""What languages are called, and of which it was measured what is found in them: one table, for reports and pages.

Copies and cuts are found in any language. Rewrites and translations were measured on labelled events in those of
`MEASURED`; what that means for each is told in ``docs/languages.md``.
"""

from __future__ import annotations

NAMES = {
    **{"ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "cs": "Czech", "da": "Danish", "de": "German"},
    **{"el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish"},
    **{"fr": "French", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian"},
    **{"it": "Italian", "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "mr": "Marathi"},
    **{"ms": "Malay", "nb": "Norwegian", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese"},
    **{"ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sr": "Serbian", "sv": "Swedish"},
    **{"sw": "Swahili", "ta": "Tamil", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu"},
    **{"vi": "Vietnamese", "zh": "Chinese"},
}
"""ISO 639-1 → the language in English."""
MEASURED = frozenset(["ar", "de", "en", "es", "fr", "hi", "it", "ja", "ko", "nl", "pl", "pt", "ru"])
"""Languages of the labelled events: of these it is known how much is found."""


def name(code: str | None) -> str:
    """The language in English, its code where we have no name for it; empty where it is not known."""
    return "" if not code or code == "und" else NAMES.get(code, code)
