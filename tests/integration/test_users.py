"""Finding people, and what a profile shows to whom."""

from __future__ import annotations

import pytest

from tests.harness import Server, a_name


def found(items: list[dict[str, object]]) -> set[object]:
    return {item["id"] for item in items}


def test_people_are_found_by_a_prefix_of_either_name_in_any_case(server: Server) -> None:
    """`q` is the beginning of a username or of a display name."""
    stem = a_name("zoe")
    ada = server.new_user()
    zoe = server.new_user(f"{stem}a", display_name=f"Quinn {stem}")
    for query in (stem, stem.upper(), f"quinn%20{stem[:4]}"):
        assert zoe.id in found(ada.http.get(f"/api/users?q={query}").ok(200)["items"]), query
    assert zoe.id not in found(ada.http.get(f"/api/users?q={stem[1:]}").ok(200)["items"])


def test_a_query_is_text_and_not_a_pattern(server: Server) -> None:
    """Signs of regular expressions stand for themselves."""
    ada = server.new_user()
    for query in (".*", "%5B", "(", "%5C", "%24ne", "%00", "%F0%9F%A6%8A"):
        answer = ada.http.get(f"/api/users?q={query}")
        assert answer.status in {200, 400, 422}, str(answer)
        if answer.status == 200:
            assert answer.json["items"] == [], query


def test_search_pages_with_a_cursor(server: Server) -> None:
    """Every match comes once over the pages, and the last page's cursor is null."""
    stem = a_name("page")
    ada = server.new_user()
    people = {server.new_user(f"{stem}_{n}").id for n in range(5)}
    seen: list[str] = []
    path = f"/api/users?q={stem}_&limit=2"
    cursor = None
    for _ in range(4):
        page = ada.http.get(path + (f"&cursor={cursor}" if cursor else "")).ok(200)
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert cursor is None
    assert sorted(seen) == sorted(people)


def test_contacts_come_first_and_by_their_nicknames(server: Server) -> None:
    """Over the pages too, each once; whom a block keeps apart does not come at all."""
    stem = a_name("rank")
    ada = server.new_user()
    people = [server.new_user(f"{stem}_{letter}", display_name="Nobody") for letter in "abcdef"]
    friend, blocked, known = people[4], people[5], server.new_user()
    for contact, nickname in ((friend, None), (known, f"{stem} my friend")):
        ada.http.post("/api/contacts", {"user_id": contact.id}).ok(201)
        ada.http.patch(f"/api/contacts/{contact.id}", {"nickname": nickname}).ok(200)
    ada.http.patch(f"/api/contacts/{blocked.id}", {"blocked": True}).ok(200)
    seen: list[str] = []
    cursor = ""
    while True:
        page = ada.http.get(f"/api/users?q={stem}&limit=2{cursor}").ok(200)
        seen += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert set(seen[:2]) == {friend.id, known.id}
    assert seen[2:] == [user.id for user in people[:4]]


def test_a_cursor_that_is_none_is_refused(server: Server) -> None:
    """By the name of the field."""
    ada = server.new_user()
    for cursor in ("x", "%00", "ab12", "Y29udGFjdHM", "A" * 3_000):
        answer = ada.http.get(f"/api/users?q=a&cursor={cursor}")
        assert answer.status in {200, 422}, str(answer)
        assert answer.status == 200 or "cursor" in answer.errors


def test_a_profile_shows_others_nothing_private(server: Server) -> None:
    """Another's profile has the public fields and no e-mail, settings or role."""
    ada, bob = server.new_user(), server.new_user()
    profile = ada.http.get(f"/api/users/{bob.id}").ok(200)
    assert {"id", "username", "display_name", "avatar_url", "bio", "presence"} <= set(profile)
    assert not {"email", "email_verified", "settings", "role", "sessions"} & set(profile)


def test_ones_own_profile_can_be_changed(server: Server) -> None:
    """PATCH changes what it names and leaves the rest."""
    ada = server.new_user(display_name="Ada")
    changed = ada.http.patch("/api/users/me", {"bio": "Counts."}).ok(200)
    assert (changed["bio"], changed["display_name"]) == ("Counts.", "Ada")
    assert ada.http.get("/api/users/me").ok(200)["bio"] == "Counts."


@pytest.mark.parametrize("field", ["id", "role", "email_verified", "created_at", "password_hash", "sessions", "$set"])
def test_nobody_can_promote_themselves(server: Server, field: str) -> None:
    """A field that is not the user's to change is refused or ignored, never set."""
    ada = server.new_user()
    before = ada.http.get("/api/users/me").ok(200)
    answer = ada.http.patch("/api/users/me", {field: "admin"})
    assert answer.status < 500, str(answer)
    after = ada.http.get("/api/users/me").ok(200)
    assert {k: v for k, v in after.items() if k != "presence"} == {k: v for k, v in before.items() if k != "presence"}


@pytest.mark.parametrize("id", ["0" * 24, "me2", "x" * 24, "../me", "%00", "1" * 5_000])
def test_an_unknown_user_is_404(server: Server, id: str) -> None:
    """An id that names nobody, or is none, is not found."""
    assert server.new_user().http.get(f"/api/users/{id}").status in {404, 414}
