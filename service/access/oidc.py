"""Signing in at an OpenID provider: authorization code with PKCE (OpenID Connect Core 1.0 §3.1, RFC 7636, RFC 9207),
and being told that somebody has left there (OpenID Connect Back-Channel Logout 1.0).

Promises
    * Only the browser that began can finish: `state`, `nonce` and the code verifier stand in a signed cookie of ten
      minutes, and all three must fit.
    * An ID token counts when the provider's key signed it, by an asymmetric algorithm, for this service, for this
      `nonce`, not too long ago. What the userinfo endpoint adds must be about the same subject.
    * An address counts only where the provider says that it was verified: anybody may write any address.
    * A logout token counts when it is signed so too, names its event, somebody or a session, and no `nonce`, and is not
      older than `TOLD`. It only ever ends sessions.
    * The provider is asked over TLS, or on this machine, and no longer than `PATIENCE` at a time. No redirect of its is
      followed: a token goes nowhere else.
    * What goes wrong is one sentence; tokens, codes and secrets are in no log.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.claims import JWTClaims
from authlib.oidc.core import CodeIDToken
from itsdangerous import BadSignature, URLSafeTimedSerializer
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from copytaster.archive import Person
from copytaster.frozen import frozen
from copytaster.runtime.door import is_loopback
from copytaster.settings import SettingError, Settings
from service.access.sessions import MINUTES, SignInFailed

PATIENCE = 10.0
"""Seconds for one answer of the provider."""
KEEP = 3600.0
"""Seconds for which what the provider says of itself is believed."""
LEEWAY = 60
"""Seconds that its clock may differ from ours."""
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
TOLD = 120
"""Seconds for which a logout token counts."""
KEYS_AT_MOST_EACH = 60.0
"""Seconds between two askings for keys of which tokens tell that nobody asked for."""
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
_MOST_VALUES = 500


class Came(NamedTuple):
    """Who has signed in, and where they were going."""

    person: Person
    following: str
    sid: str | None
    """What the provider calls the session there."""


class Left(NamedTuple):
    """Who has left there: a person's id here, a session there, or both."""

    person: str | None
    sid: str | None


@frozen
class Begun:
    """Where the browser is to go, and what it is to keep meanwhile."""

    url: str
    cookie: str


class Provider:
    """The provider that the settings name. Raises `SettingError` for settings that would not be safe."""

    def __init__(self, settings: Settings, secret: bytes, now: Callable[[], datetime]) -> None:
        self.name = settings.oidc_name
        self._settings = settings
        self._issuer = settings.oidc_issuer
        self._now = now
        self._serializer = URLSafeTimedSerializer(secret, salt="copytaster.sign-in")
        self._lock = threading.Lock()
        self._metadata: dict[str, Any] = {}
        self._keys: Any = None
        self._read_at = self._keys_at = float("-inf")
        if not settings.oidc_client_id:
            raise SettingError("COPYTASTER_OIDC_ISSUER needs COPYTASTER_OIDC_CLIENT_ID")
        if not _safe(self._issuer):
            raise SettingError("COPYTASTER_OIDC_ISSUER: an address with https:// is needed")
        self._secret = _read_secret(settings)

    def begin(self, redirect_uri: str, following: str) -> Begun:
        """Raises `SignInFailed` when the provider cannot be reached. `following`: where to go once signed in."""
        verifier, nonce = generate_token(64), generate_token(32)
        with self._session(redirect_uri) as session:
            url, state = session.create_authorization_url(
                self._endpoint("authorization_endpoint"), code_verifier=verifier, nonce=nonce
            )
        return Begun(url, str(self._serializer.dumps([state, nonce, verifier, following])))

    def finish(self, arguments: Mapping[str, str], cookie: str, redirect_uri: str) -> Came:
        """Who has signed in, and where they were going. Raises `SignInFailed`."""
        try:
            state, nonce, verifier, following = self._serializer.loads(cookie, max_age=MINUTES * 60)
        except (BadSignature, ValueError, TypeError):
            raise SignInFailed("This sign-in was begun in another browser, or too long ago. Begin again.") from None
        if not hmac.compare_digest(arguments.get("state", "").encode(), str(state).encode()):
            raise SignInFailed("The answer does not belong to this sign-in. Begin again.")
        if arguments.get("iss", self._issuer) != self._issuer:
            raise SignInFailed("The answer comes from another provider.")
        if error := arguments.get("error"):
            denied = error == "access_denied"
            raise SignInFailed("The provider did not let you in." if denied else "The provider refused to sign you in.")
        claims = self._claims(arguments.get("code", ""), nonce, verifier, redirect_uri)
        return Came(self._person(claims), str(following), _sid(claims))

    def left(self, token: str) -> Left:
        """Whose sessions a logout token ends. Raises `SignInFailed` for one that is none."""
        try:
            decoded = self._decoded(token, patient=True)
            claims = JWTClaims(
                decoded.claims, decoded.header,
                {"iss": {"essential": True, "value": self._issuer}, "jti": {"essential": True},
                 "aud": {"essential": True, "value": self._settings.oidc_client_id},
                 "iat": {"essential": True}, "events": {"essential": True}},
            )  # fmt: skip
            now = int(self._now().timestamp())
            claims.validate(now=now, leeway=LEEWAY)
            events, subject, sid = claims["events"], claims.get("sub"), _sid(claims)
            wrong = (
                not isinstance(events, Mapping) or not isinstance(events.get(LOGOUT), Mapping) or "nonce" in claims
                or now - int(claims["iat"]) > TOLD + LEEWAY or not (subject or sid)
            )  # fmt: skip
        except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise SignInFailed("This is no logout token of the provider.") from error
        if wrong:
            raise SignInFailed("This is no logout token of the provider.")
        return Left(self._id_of(str(subject)) if subject else None, sid)

    def leave(self) -> str | None:
        """Where somebody signs out of the provider too, as far as it is known without asking."""
        address = self._metadata.get("end_session_endpoint")
        return address if isinstance(address, str) and _safe(address) else None

    # -- what it is asked -------------------------------------------------------------------------------------------

    def _session(self, redirect_uri: str | None = None) -> OAuth2Session:
        session = OAuth2Session(
            self._settings.oidc_client_id, self._secret or None, scope=" ".join(self._settings.oidc_scopes),
            redirect_uri=redirect_uri, code_challenge_method="S256", default_timeout=PATIENCE,
        )  # fmt: skip
        session.max_redirects = 0  # codes and tokens go where the provider's description says, and nowhere else
        return session

    def _claims(self, code: str, nonce: str, verifier: str, redirect_uri: str) -> dict[str, Any]:
        try:
            with self._session(redirect_uri) as session:
                token = session.fetch_token(self._endpoint("token_endpoint"), code=code, code_verifier=verifier)
                claims = self._verified(token, nonce)
                if self._known().get("userinfo_endpoint"):
                    answer = session.get(self._endpoint("userinfo_endpoint"))
                    answer.raise_for_status()
                    more = answer.json()
                    if more.get("sub") != claims["sub"]:
                        raise SignInFailed("The provider speaks of two people.")
                    claims = {**more, **claims}
        except requests.RequestException as error:
            raise SignInFailed("The provider does not answer.") from error
        except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise SignInFailed("What the provider says cannot be believed.") from error
        return claims

    def _verified(self, token: Mapping[str, Any], nonce: str) -> dict[str, Any]:
        """The claims of the ID token. Raises what Authlib and joserfc raise, KeyError when there is none."""
        decoded = self._decoded(token["id_token"])
        claims = CodeIDToken(
            decoded.claims, decoded.header,
            {"iss": {"essential": True, "value": self._issuer},
             "aud": {"essential": True, "value": self._settings.oidc_client_id}},
            {"nonce": nonce, "client_id": self._settings.oidc_client_id, "access_token": token.get("access_token")},
        )  # fmt: skip
        claims.validate(now=int(self._now().timestamp()), leeway=LEEWAY)
        return dict(claims)

    def _decoded(self, token: str, patient: bool = False) -> Any:
        """What the provider has signed. `patient`: anybody may have sent it: its keys are not asked for each time."""
        said = self._known().get("id_token_signing_alg_values_supported") or ["RS256"]
        registry = JWSRegistry(algorithms=[a for a in ALGORITHMS if a in said], strict_check_header=False)
        try:
            return jwt.decode(token, self._key_set(), registry=registry)
        except (InvalidKeyIdError, ValueError):  # it may have new keys
            if patient and time.monotonic() - self._keys_at < KEYS_AT_MOST_EACH:
                raise
            return jwt.decode(token, self._key_set(anew=True), registry=registry)

    def _known(self) -> Mapping[str, Any]:
        """What the provider says of itself (OpenID Connect Discovery 1.0)."""
        with self._lock:
            if time.monotonic() - self._read_at > KEEP:
                found = self._get(self._issuer.rstrip("/") + "/.well-known/openid-configuration")
                if found.get("issuer") != self._issuer:
                    raise SignInFailed("The provider calls itself otherwise than COPYTASTER_OIDC_ISSUER.")
                self._metadata, self._keys, self._read_at = found, None, time.monotonic()
            return self._metadata

    def _key_set(self, anew: bool = False) -> Any:
        address = self._endpoint("jwks_uri")
        with self._lock:
            if self._keys is None or anew:
                self._keys, self._keys_at = KeySet.import_key_set(self._get(address)), time.monotonic()
            return self._keys

    def _endpoint(self, name: str) -> str:
        address = str(self._known().get(name) or "")
        if not _safe(address):
            raise SignInFailed(f"The provider has no {name} that can be trusted.")
        return address

    def _get(self, address: str) -> Any:
        try:
            answer = requests.get(address, timeout=PATIENCE, allow_redirects=False)
            answer.raise_for_status()
            return dict(answer.json())
        except (requests.RequestException, ValueError, TypeError) as error:
            raise SignInFailed("The provider does not answer.") from error

    # -- what it said -----------------------------------------------------------------------------------------------

    def _id_of(self, subject: str) -> str:
        """What somebody is called here."""
        return "p" + hashlib.blake2b(f"{self._issuer}\0{subject}".encode(), digest_size=12).hexdigest()

    def _person(self, claims: Mapping[str, Any]) -> Person:
        subject, now = str(claims["sub"]), self._now()
        email = claims.get("email") if claims.get("email_verified") is True else None
        shown = next((c for n in ("name", "preferred_username") if (c := _line(claims.get(n)))), None)
        return Person(
            id=self._id_of(subject), issuer=self._issuer, subject=subject, name=shown or _line(email) or subject[:80],
            email=_line(email) or None, said=values_of(claims, self._settings.oidc_claim), met_at=now, seen_at=now,
        )  # fmt: skip


def values_of(claims: Mapping[str, Any], path: str) -> tuple[str, ...]:
    """The words of a claim, which may lie inside others: a list, or one string with spaces. Nothing else counts."""
    found: Any = claims
    if path in claims:
        found = claims[path]
    else:
        for name in path.split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        found = found.split()
    return tuple(v for v in found[:_MOST_VALUES] if isinstance(v, str)) if isinstance(found, list) else ()


def _sid(claims: Mapping[str, Any]) -> str | None:
    sid = claims.get("sid")
    return sid[:200] if isinstance(sid, str) and sid else None


def _line(value: object) -> str:
    return " ".join(value.split())[:80] if isinstance(value, str) else ""


def _safe(address: str) -> bool:
    """Whether an address is one of TLS, or of this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))


def _read_secret(settings: Settings) -> str:
    if settings.oidc_client_secret is None:
        return ""
    try:
        return settings.oidc_client_secret.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"COPYTASTER_OIDC_CLIENT_SECRET: the file cannot be read: {error}") from None
