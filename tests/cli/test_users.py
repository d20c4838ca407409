"""`flask users`: an operator looks after accounts, and scripts get their tokens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.cli.site import Ended, Site, ended, start
from tests.harness import Server

PASSWORD = "correct horse battery 41 staple"
numbers = count(1)


@pytest.fixture
def site(site: Site) -> Site:
    return site.beside("users")


def new_user(site: Site, **options: str) -> str:
    """An account made by `flask users create`."""
    name = f"user{next(numbers)}"
    given = {"email": f"{name}@example.org", "password": PASSWORD, **options}
    site.call("users", "create", name, *[f"--{option}={value}" for option, value in given.items()]).ok()
    return name


def sign_in(site: Site, login: str, password: str) -> int:
    """The status that a sign-in is answered with."""
    return client(site).post("/api/auth/login", json={"login": login, "password": password}).status_code


def client(site: Site) -> FlaskClient:
    return site.app().test_client()


def me(site: Site, token: str) -> Any:
    """The profile that a token opens, or the status that it is refused with."""
    answer = client(site).get("/api/users/me", headers={"Authorization": f"Bearer {token}"})
    return answer.json if answer.status_code == 200 else answer.status_code


def printed_password(done: Ended) -> str:
    return done.ok().splitlines()[-1].removeprefix("The password is ")


def test_a_token_is_printed_a_line_each_and_opens_the_api(site: Site) -> None:
    """For scripts: nothing but tokens on standard output, in the order of the names; an address names a user, too."""
    ada, bob = new_user(site), new_user(site)

    tokens = site.flask("users", "token", ada, f"{bob}@example.org").ok().splitlines()

    assert [me(site, token)["username"] for token in tokens] == [ada, bob]


def test_no_token_is_made_when_a_name_is_unknown(site: Site) -> None:
    """All or none: a script that misspelled one must not go on with the others."""
    ada = new_user(site)
    refused = site.call("users", "token", ada, "nobody")
    assert (refused.output, refused.refusal()) == ("", "There is no user nobody.")


def test_an_import_tells_each_wrong_line_and_takes_the_others(site: Site) -> None:
    """Exit code 1 with the line's number and what is wrong with each field; the rest is imported."""
    lines = [
        '{"username": "imported.one", "email": "one@example.org", "password": "a lighthouse at noon", "role": "admin"}',
        "not json",
        "",
        '{"username": "x", "email": "nobody", "shoe_size": 43}',
        '{"username": "imported.two", "email": "two@example.org", "display_name": "Zwei", "bio": "Hello.\\nWorld."}',
        '{"username": "IMPORTED.one", "email": "other@example.org"}',
        '["imported.three"]',
        '{"username": "imported.four", "email": "four@example.org", "password": "password123"}',
    ]
    done = site.flask("users", "import", "-", text="\n".join(lines))

    assert done.code == 1
    assert done.output == "Added 2 accounts; 5 lines were refused.\n"
    problems = dict(line.split(": ", 1) for line in done.errors.splitlines() if line.startswith("line "))
    assert list(problems) == ["line 2", "line 4", "line 6", "line 7", "line 8"]
    assert problems["line 2"].startswith("Not JSON")
    assert all(f"{field}: " in problems["line 4"] for field in ("username", "email", "shoe_size"))
    assert problems["line 6"] == "username: Already taken."
    assert problems["line 8"].startswith("password: Too easy to guess.")
    assert sign_in(site, "imported.one", "a lighthouse at noon") == 200

    again = site.call("users", "import", "-", text=f"{lines[0]}\n{lines[4]}\n")
    assert again.ok() == "Added 0 accounts; 2 stood already.\n"


def test_one_is_counted_as_one(site: Site) -> None:
    lines = '{"username": "imported.alone", "email": "alone@example.org"}\nnot json\n'
    assert site.call("users", "import", "-", text=lines).output == "Added 1 account; 1 line was refused.\n"


def test_accounts_are_listed_for_people_and_for_scripts(site: Site) -> None:
    """By name, with what an operator asks for, and no secret of theirs."""
    ada = new_user(site, role="admin", **{"display-name": "Ada L."})
    site.call("users", "deactivate", new_user(site)).ok()

    rows = site.call("users", "list").ok()
    listed = [json.loads(line) for line in site.call("users", "list", "--json").ok().splitlines()]

    assert f"{ada}@example.org" in rows and "deactivated" in rows
    assert [user["username"] for user in listed] == sorted(user["username"] for user in listed)
    (found,) = [user for user in listed if user["username"] == ada]
    assert (found["display_name"], found["role"], found["deactivated_at"]) == ("Ada L.", "admin", None)
    assert not {key for user in listed for key in user if "password" in key or "session" in key}


def test_accounts_are_found_by_the_beginning_of_a_name(site: Site) -> None:
    """Or of an address; the others are not printed."""
    ada = new_user(site, **{"display-name": "Zuleika Quill"})
    for prefix in ("zuleika q", ada, f"{ada}@exam"):
        found = [json.loads(line) for line in site.call("users", "search", prefix, "--json").ok().splitlines()]
        assert ada in [user["username"] for user in found], prefix
    assert "0 accounts." in site.call("users", "search", "nobody.at.all").ok()


def test_a_role_is_given_and_written_down(site: Site) -> None:
    """The shell is the way to a first admin where nobody is one; the audit log says that it was the command line."""
    ada = new_user(site)
    token = site.call("users", "token", ada).ok().strip()
    assert client(site).get("/api/admin/audit", headers={"Authorization": f"Bearer {token}"}).status_code == 403

    assert site.call("users", "role", ada, "admin").ok() == f"{ada} is admin now.\n"

    audit: Any = client(site).get("/api/admin/audit", headers={"Authorization": f"Bearer {token}"}).json
    record = audit["items"][0]
    assert (record["action"], record["target"], record["actor_id"]) == ("user.role", ada, None)
    assert record["actor"].startswith("command line (")


def test_who_was_deactivated_may_come_again(site: Site) -> None:
    """Deactivated, signed out and let in again, from the shell."""
    ada = new_user(site)
    token = site.call("users", "token", ada).ok().strip()
    assert site.call("users", "sign-out", ada).ok().startswith(f"{ada} is signed out everywhere")
    assert (me(site, token), sign_in(site, ada, PASSWORD)) == (401, 200)
    site.call("users", "deactivate", ada).ok()
    assert sign_in(site, ada, PASSWORD) == 401

    assert site.call("users", "reactivate", ada).ok() == f"{ada} may sign in again.\n"

    assert sign_in(site, ada, PASSWORD) == 200


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One that soon looks for ended sessions."""
    with Server.started(heartbeat_interval=1) as server:
        server.new_user()  # the admin
        yield server


@pytest.mark.parametrize("command", ["deactivate", "reset-password"])
def test_an_open_socket_is_closed_within_a_heartbeat_of_the_server(server: Server, command: str) -> None:
    """The command is another process than the server, which looks for ended sessions; hence "within half a minute"."""
    ada, bob = server.new_user(), server.new_user()
    with ada.socket() as socket, bob.socket() as other:
        done = ended(start("users", command, ada.username, data_dir=server.data_dir))

        assert "open sockets within half a minute" in done.ok()
        assert socket.close_code(timeout=5) == 4401
        other.settle()  # whoever was not meant stays


def test_who_is_deactivated_is_out_at_once(site: Site) -> None:
    """The token stops working, signing in fails, and no new token is made."""
    ada = new_user(site)
    token = site.call("users", "token", ada).ok().strip()
    assert me(site, token)["username"] == ada

    site.call("users", "deactivate", ada).ok()

    assert me(site, token) == 401
    assert sign_in(site, ada, PASSWORD) == 401
    assert site.call("users", "token", ada).refusal() == f"{ada} is deactivated."


def test_a_reset_password_replaces_the_old_one(site: Site) -> None:
    """The one printed signs in, the old one does not, and who was signed in is out."""
    ada = new_user(site)
    token = site.call("users", "token", ada).ok().strip()

    password = printed_password(site.call("users", "reset-password", ada))

    assert (sign_in(site, ada, PASSWORD), sign_in(site, ada, password), me(site, token)) == (401, 200, 401)


def test_a_new_account_gets_a_password_when_none_is_given(site: Site) -> None:
    """It is printed once, because a command line can be read by others."""
    made = site.call("users", "create", "given.one", "--email=given.one@example.org")
    assert sign_in(site, "given.one", printed_password(made)) == 200


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("create", "a b", "--email=nobody"), "username: Must be 3 to 32"),
        (("create", "weak", "--email=w@example.org", "--password=password123"), "password: Too easy to guess."),
        (("deactivate", "nobody"), "There is no user nobody."),
        (("role", "nobody", "admin"), "There is no user nobody."),
        (("reset-password", "nobody"), "There is no user nobody."),
        (("reset-password", "nobody", "--password=short"), "password: "),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(site: Site, arguments: tuple[str, ...], says: str) -> None:
    assert site.call("users", *arguments).refusal().startswith(says)
