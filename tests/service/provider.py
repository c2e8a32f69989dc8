"""An OpenID provider of its own process, made of Authlib's provider classes: ``python -m tests.service.provider``.

It knows two clients, demands PKCE (S256), the registered address to go back to, and the secret of the confidential one.
Whoever comes chooses an account by its button; there are no passwords. Its first line on standard output is its
address. ``POST /twist`` with a word makes it lie: `LIES` says how.
"""

from __future__ import annotations

import base64
import html
import json
import os
import sys
import time
from types import SimpleNamespace
from typing import Any

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # it listens on this machine alone

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

CLIENTS = {"copytaster": "a-secret-of-the-tests", "public": ""}
ACCOUNTS: dict[str, dict[str, Any]] = {
    "ada": {"name": "Ada Admin", "email": "ada@paper.example", "email_verified": True, "groups": ["it", "newsroom"]},
    "ida": {"name": "Ida Aalto", "email": "ida@paper.example", "email_verified": True, "groups": ["newsroom"],
            "realm": {"roles": ["night"]}},
    "guest": {"name": "Gus Guest", "email": "gus@elsewhere.example", "email_verified": True, "groups": []},
    "mallory": {"name": "Ada Admin", "email": "ada@paper.example", "email_verified": False, "groups": []},
    "bare": {},
}  # fmt: skip
LIES = (
    "nonce", "audience", "issuer", "expired", "key", "none", "hmac", "no-token", "two-people", "at_hash",
    "other-issuer", "metadata", "userinfo-elsewhere", "userinfo-redirects", "token-redirects",
)  # fmt: skip


class Client(ClientMixin):
    def __init__(self, name: str, back: str) -> None:
        self.name, self.back = name, back

    def get_client_id(self) -> str:
        return self.name

    def get_default_redirect_uri(self) -> str:
        return self.back

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri.startswith("http://127.0.0.1:") and redirect_uri.endswith("/login/back")

    def check_client_secret(self, client_secret: str) -> bool:
        return bool(client_secret) and client_secret == CLIENTS[self.name]

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == ("client_secret_basic" if CLIENTS[self.name] else "none")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


class Code(AuthorizationCodeMixin, SimpleNamespace):
    def get_redirect_uri(self) -> str:
        return str(self.redirect_uri)

    def get_scope(self) -> str:
        return str(self.scope)

    def get_nonce(self) -> str:
        return "another nonce" if LIE["told"] == "nonce" else str(self.nonce)

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


KEY, OTHER = (RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"}) for _ in range(2))
LIE = {"told": ""}
CODES: dict[str, Code] = {}
TOKENS: dict[str, str] = {}
STOLEN: list[str] = []


class ByCode(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "none")

    def save_authorization_code(self, code: str, request: Any) -> None:
        said = request.payload.data
        CODES[code] = Code(
            code=code, client=request.client, user=request.user, redirect_uri=said["redirect_uri"], scope=said["scope"],
            nonce=said.get("nonce"), code_challenge=said.get("code_challenge"),
            code_challenge_method=said.get("code_challenge_method"),
        )  # fmt: skip

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        found = CODES.get(code)
        return found if found is not None and found.client.name == client.name else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        CODES.pop(authorization_code.code)

    def authenticate_user(self, authorization_code: Code) -> SimpleNamespace:
        return SimpleNamespace(name=authorization_code.user)


class Identity(OpenIDCode):
    def exists_nonce(self, nonce: str, request: Any) -> bool:
        return False

    def get_client_algorithm(self, client: Client) -> str:
        return {"none": "none", "hmac": "HS256"}.get(LIE["told"], "RS256")

    def get_encode_header(self, client: Client) -> dict[str, str]:
        return {"alg": self.get_client_algorithm(client), "kid": "k1"}

    def resolve_client_private_key(self, client: Client) -> Any:
        if LIE["told"] == "hmac":  # the public key as a shared secret, which whoever verifies by `alg` would believe
            return {"kty": "oct", "k": "c2VjcmV0LXRoYXQtZXZlcnlib2R5LWtub3dzLTMyLWJ5dGVz", "kid": "k1"}
        return (OTHER if LIE["told"] == "key" else KEY).as_dict(private=True)

    def get_compatible_claims(self, request: Any) -> dict[str, Any]:
        now = int(time.time())
        return {
            "iss": "https://other.example" if LIE["told"] == "issuer" else ISSUER["is"],
            "aud": ["somebody"] if LIE["told"] == "audience" else [request.client.get_client_id()],
            "iat": now - 4_000 if LIE["told"] == "expired" else now,
            "exp": now - 3_000 if LIE["told"] == "expired" else now + 300,
        }

    def generate_user_info(self, user: Any, scope: str) -> dict[str, Any]:
        return {"sub": user.name, "sid": f"s-{user.name}", **({"at_hash": "wrong"} if LIE["told"] == "at_hash" else {})}


ISSUER = {"is": ""}
app = Flask("provider")
server = AuthorizationServer(
    app, query_client=lambda name: Client(name, "") if name in CLIENTS else None,
    save_token=lambda token, request: TOKENS.update({token["access_token"]: request.user.name}),
)  # fmt: skip
server.register_grant(ByCode, [CodeChallenge(required=True), Identity(require_nonce=True)])


@app.get("/.well-known/openid-configuration")
def metadata() -> Response:
    at = ISSUER["is"]
    if LIE["told"] == "other-issuer":
        return jsonify({"issuer": "https://other.example"})
    return jsonify({
        "issuer": at, "authorization_endpoint": f"{at}/authorize", "jwks_uri": f"{at}/keys",
        "token_endpoint": "http://provider.example/token" if LIE["told"] == "metadata" else f"{at}/token",
        "userinfo_endpoint": f"{'http://provider.example' if LIE['told'] == 'userinfo-elsewhere' else at}/userinfo",
        "end_session_endpoint": f"{at}/leave",
        "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
    })  # fmt: skip


@app.get("/keys")
def keys() -> Response:
    return jsonify(KeySet([KEY]).as_dict(private=False))


@app.get("/authorize")
def choose() -> Any:
    account = request.args.get("account")
    if request.args.get("code_challenge_method") != "S256":
        return Response("PKCE is needed", 400)
    if account == "nobody":
        return redirect(f"{request.args['redirect_uri']}?error=access_denied&state={request.args['state']}")
    if account in ACCOUNTS:
        grant = server.get_consent_grant(end_user=account)
        return server.create_authorization_response(grant_user=account, grant=grant)
    hidden = "".join(f'<input type="hidden" name="{html.escape(n)}" value="{html.escape(v)}">'
                     for n, v in request.args.items())  # fmt: skip
    buttons = "".join(f'<button name="account" value="{name}">{name}</button> ' for name in [*ACCOUNTS, "nobody"])
    return f"<!doctype html><title>Provider</title><h1>Who are you?</h1><form>{hidden}{buttons}</form>"


@app.post("/token")
def token() -> Any:
    if LIE["told"] == "token-redirects":
        return redirect(f"{ISSUER['is']}/stolen", 307)
    response = server.create_token_response()
    if LIE["told"] == "no-token":
        return jsonify({name: value for name, value in response.get_json().items() if name != "id_token"})
    return response


@app.get("/userinfo")
def userinfo() -> Any:
    if LIE["told"] == "userinfo-redirects":
        return redirect(f"{ISSUER['is']}/stolen")
    account = TOKENS.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
    if account is None:
        return Response(status=401)
    return jsonify({"sub": "somebody-else" if LIE["told"] == "two-people" else account, **ACCOUNTS[account]})


@app.route("/stolen", methods=["GET", "POST"])
def stolen() -> Response:
    """Where a redirect would take codes and tokens."""
    STOLEN.append(request.full_path + request.get_data(as_text=True) + request.headers.get("Authorization", ""))
    return jsonify({"sub": "ida", "access_token": "x", "token_type": "Bearer"})


@app.get("/taken")
def taken() -> Response:
    return jsonify(STOLEN)


@app.get("/favicon.ico")
def icon() -> Response:
    return Response(status=204)


@app.get("/leave")
def leave() -> str:
    return "<!doctype html><title>Left</title><h1>You have left</h1>"


@app.get("/out")
def out() -> str:
    """A logout token (OpenID Connect Back-Channel Logout 1.0 §2.4) for an account, a session, or both; or one that is
    wrong as `lie` says."""
    now, lie = int(time.time()), request.args.get("lie", "")
    claims = {
        "iss": ISSUER["is"], "aud": "copytaster", "iat": now, "exp": now + 120, "jti": os.urandom(8).hex(),
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        **{name: value for name in ("sub", "sid") if (value := request.args.get(name))},
    }  # fmt: skip
    claims |= {
        "issuer": {"iss": "https://other.example"}, "audience": {"aud": "somebody"}, "nonce": {"nonce": "n"},
        "expired": {"iat": now - 4_000, "exp": now - 3_900}, "old": {"iat": now - 4_000, "exp": now + 4_000},
        "event": {"events": {"http://elsewhere.example/event": {}}}, "no-events": {"events": {}},
        "words": {"events": "http://schemas.openid.net/event/backchannel-logout"},
    }.get(lie, {})  # fmt: skip
    if lie == "no-jti":
        del claims["jti"]
    if lie == "none":
        head, body = (base64.urlsafe_b64encode(json.dumps(x).encode()).decode().rstrip("=")
                      for x in ({"alg": "none", "typ": "logout+jwt"}, claims))  # fmt: skip
        return f"{head}.{body}."
    key = {"key": OTHER, "unknown": RSAKey.generate_key(2048, {"kid": "k9"})}.get(lie, KEY)
    kid = "k9" if lie == "unknown" else "k1"
    return jwt.encode({"alg": "RS256", "kid": kid, "typ": "logout+jwt"}, claims, key)


@app.post("/twist")
def twist() -> str:
    LIE["told"] = request.get_data(as_text=True)
    return LIE["told"]


def main() -> None:
    listening = make_server("127.0.0.1", 0, app, threaded=True)
    ISSUER["is"] = f"http://127.0.0.1:{listening.server_port}"
    print(ISSUER["is"], flush=True)
    sys.stdin.close()
    listening.serve_forever()


if __name__ == "__main__":
    main()
