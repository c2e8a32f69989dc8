"""Who signs out at the provider is signed out here; a logout token that is none ends nothing."""

from __future__ import annotations

import pytest

from tests.service import sign_in
from tests.service.sign_in import HOST, Make, come_in

OUT_LIES = ("issuer", "audience", "nonce", "expired", "old", "event", "no-events", "words", "no-jti", "none", "key",
            "unknown")  # fmt: skip


@pytest.mark.parametrize("said", [{"sub": "ida"}, {"sid": "s-ida"}, {"sub": "ida", "sid": "s-ida"}])
def test_who_leaves_the_provider_is_signed_out_here(
    make: Make, provider: sign_in.Provider, said: dict[str, str]
) -> None:
    app = make()
    ida, again, ada = app.test_client(), app.test_client(), app.test_client()
    for client, account in ((ida, "ida"), (again, "ida"), (ada, "ada")):
        assert come_in(client, account).status_code == 200
    answer = app.test_client().post("/login/out", data={"logout_token": provider.out(**said)}, base_url=HOST)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    for client, status in ((ida, 401), (again, 401), (ada, 200)):
        assert client.get("/api/v1/articles", base_url=HOST).status_code == status
    page = ada.get("/audit?what=signed-out", base_url=HOST).get_data(as_text=True)
    assert page.count("the provider said so") == 2


def test_a_logout_of_both_ends_what_is_of_both(make: Make, provider: sign_in.Provider) -> None:
    app = make()
    ida = app.test_client()
    come_in(ida, "ida")
    token = provider.out(sub="ida", sid="another session")
    assert app.test_client().post("/login/out", data={"logout_token": token}, base_url=HOST).status_code == 200
    assert ida.get("/api/v1/articles", base_url=HOST).status_code == 200


@pytest.mark.parametrize("lie", [*OUT_LIES, "nobody", "nothing", "id-token"])
def test_a_logout_token_that_is_none_ends_nothing(make: Make, provider: sign_in.Provider, lie: str) -> None:
    app = make()
    ida = app.test_client()
    come_in(ida, "ida")
    token = "" if lie == "nothing" else provider.out(**({"lie": lie} | ({} if lie == "nobody" else {"sub": "ida"})))
    if lie == "id-token":
        token = ".".join(token.split(".")[:2]) + ".c2lnbmF0dXJl"
    answer = app.test_client().post("/login/out", data={"logout_token": token}, base_url=HOST)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (400, "no-store")
    assert ida.get("/api/v1/articles", base_url=HOST).status_code == 200
