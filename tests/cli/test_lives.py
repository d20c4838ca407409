"""What the store promises administration and the jobs on accounts: one at a time, and each page once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chat_app.records import User, now
from chat_app.store import migrate
from chat_app.store.administration import AuditRecord, Invitation, Moment, Report
from chat_app.store.interfaces import Store
from chat_app.store.lives import Deletion, Export
from chat_app.types import UserId
from tests.cli.site import Site

SOON = timedelta(seconds=30)
ADA, BOB = UserId("a" * 24), UserId("b" * 24)


@pytest.fixture
def store(site: Site) -> Store:
    place = site.beside("lives")
    migrate.upgrade(place.settings)
    return place.store


def somebody(store: Store, name: str) -> User:
    return store.users.add(
        User(
            id=UserId(""),
            username=name,
            email=f"{name}@example.org",
            email_verified=False,
            password_hash="",
            display_name=name,
            bio=None,
            avatar_url=None,
            settings={},
            role="user",
            last_seen=None,
            sessions=(),
            created_at=now(),
            deactivated_at=None,
        )
    )


def test_one_node_holds_a_job_at_a_time(store: Store) -> None:
    """Of eight that ask for a job that is due one gets it; one whose lease has run out can write nothing any more."""
    ada = somebody(store, "ada.leased")
    bury = Deletion(messages="erase", stage="erase")
    assert store.lives.bury(ada.id, bury, password_hash="x", holder="first", until=now())
    assert ada.id in store.lives.due("deletion", limit=10)

    with ThreadPoolExecutor(8) as threads:
        took = list(
            threads.map(
                lambda n: store.lives.take(ada.id, "deletion", holder=f"node-{n}", until=now() + SOON), range(8)
            )
        )
    assert took.count(True) == 1 and ada.id not in store.lives.due("deletion", limit=10)
    held = f"node-{took.index(True)}"
    state = Deletion(messages="erase", stage="leave", seq=7)
    assert not store.lives.save_deletion(ada.id, state, holder="first", until=now())
    assert store.lives.save_deletion(ada.id, state, holder=held, until=now())
    assert store.lives.deletion(ada.id) == state and ada.id in store.lives.due("deletion", limit=10)
    assert store.lives.save_deletion(ada.id, None, holder=held, until=now())
    assert store.lives.deletion(ada.id) is None and ada.id not in store.lives.due("deletion", limit=10)


def test_a_buried_account_keeps_its_name_and_nothing_else(store: Store) -> None:
    """Whatever other parts keep in the document: a field that nobody thought of is gone with the rest."""
    ada = somebody(store, "ada.buried")
    store.users.update(ada.id, bio="Counts.", favourite_colour="green", settings={"theme": "dark"})
    assert store.lives.bury(ada.id, Deletion(messages="keep", stage="leave"), password_hash="x", holder="", until=now())
    assert not store.lives.bury(
        ada.id, Deletion(messages="keep", stage="leave"), password_hash="x", holder="", until=now()
    )

    gone = store.users.get(ada.id)
    assert gone is not None and gone.deleted_at is not None
    assert (gone.display_name, gone.bio, gone.settings, gone.sessions) == ("Deleted user", None, {}, ())
    assert "ada" not in gone.username and "ada" not in gone.email
    assert store.users.by_login("ada.buried") is not None, "the name is still somebody's"
    assert store.users.by_login(ada.email) is None


def test_one_export_is_made_at_a_time(store: Store) -> None:
    """Who asks again while it is made gets that one; afterwards a new one takes its place."""
    ada = somebody(store, "ada.exported")
    exports = [Export(id=f"{n:024x}", status="running", progress=0.0) for n in range(2)]
    assert store.lives.begin_export(ada.id, exports[0], holder="a", until=now() + SOON) == exports[0]
    assert store.lives.begin_export(ada.id, exports[1], holder="b", until=now() + SOON) == exports[0]
    ready = Export(id=exports[0].id, status="ready", progress=1.0, expires_at=now() + SOON)
    assert store.lives.save_export(ada.id, ready, holder="a", until=now() + SOON)
    assert store.lives.begin_export(ada.id, exports[1], holder="b", until=now() + SOON) == exports[1]


def test_every_record_comes_once_over_the_pages(store: Store) -> None:
    """The newest first, those of one millisecond too, across gaps of years."""
    moments = [now()] * 7 + [now() - timedelta(days=days) for days in (0, 1, 400, 4_000)]
    for number, at in enumerate(moments):
        store.audit.add(AuditRecord(actor_id=None, actor="test", address="", action=f"{number}", at=at))
    found: list[AuditRecord] = []
    page = store.audit.page(after=None, limit=3)
    while page:
        found += page
        page = store.audit.page(after=Moment(page[-1].at, page[-1].id), limit=3)

    assert sorted(int(record.action) for record in found) == list(range(len(moments)))
    assert [record.at for record in found] == sorted((record.at for record in found), reverse=True)


def test_the_uses_of_an_invitation_are_counted_in_the_store(store: Store) -> None:
    """Of eight at once three are let in; one that is given back can be used again; an expired one never."""
    made = Invitation(note=None, created_by=ADA, created_at=now(), expires_at=now() + SOON, max_uses=3)
    store.invitations.add(made, "code")
    with ThreadPoolExecutor(8) as threads:
        used = list(threads.map(lambda _: store.invitations.use("code"), range(8)))
    assert used.count(True) == 3
    store.invitations.give_back("code")
    assert [store.invitations.use("code") for _ in range(2)] == [True, False]

    old = Invitation(note=None, created_by=ADA, created_at=now(), expires_at=now() - SOON, max_uses=3)
    store.invitations.add(old, "old")
    assert not store.invitations.use("old") and not store.invitations.use("unknown")


def test_one_founds_the_server_at_a_time(store: Store) -> None:
    """Of eight at once one may make the first user; when it gives up, the next may."""
    with ThreadPoolExecutor(8) as threads:
        claims = list(threads.map(lambda _: store.server.claim_founding(), range(8)))
    assert claims.count(True) == 1
    store.server.give_up_founding()
    assert [store.server.claim_founding() for _ in range(2)] == [True, False]


def test_a_report_is_one_while_it_is_open(store: Store) -> None:
    """The same reporter and thing again: the report that stands; closed, the next one is new."""
    report = Report(reporter_id=ADA, user_id=BOB, message_id=None, content=None, reason="Rude.", created_at=now())
    first = store.reports.add(report)
    assert store.reports.add(report) == first
    closed = store.reports.update(first.id, state="closed", closed_at=now(), closed_by=ADA)
    assert closed is not None and closed.state == "closed"
    assert store.reports.add(report).id != first.id
    assert [each.id for each in store.reports.page("closed", after=None, limit=10)] == [first.id]
