"""The rules: may this user do it, and what follows from it. Store and bus are known by their interfaces only."""

from __future__ import annotations

from dataclasses import dataclass
from socket import gethostname
from typing import TYPE_CHECKING

from chat_app.bus import build_board
from chat_app.bus.interface import Bus
from chat_app.bus.tally import build_tally
from chat_app.config import Settings, public_url, secret_key
from chat_app.mail.post import build_post
from chat_app.services.access_tokens import AccessTokens
from chat_app.services.account_jobs import AccountJobs, Lease
from chat_app.services.accounts import Accounts
from chat_app.services.administration import Administration
from chat_app.services.backlog import Backlog
from chat_app.services.bruteforce import Guard
from chat_app.services.catch_up import CatchUp
from chat_app.services.challenges import Challenges
from chat_app.services.committer import Committer
from chat_app.services.confirmation import Confirmation
from chat_app.services.contacts import Contacts
from chat_app.services.conversations import Conversations
from chat_app.services.deletions import Deletions
from chat_app.services.delivery import Delivery
from chat_app.services.devices import KnownDevices
from chat_app.services.email_links import EmailLinks
from chat_app.services.exports import Exports, Sources
from chat_app.services.factors import Factors
from chat_app.services.figures import Servers
from chat_app.services.groups import Groups
from chat_app.services.history import History
from chat_app.services.join_links import JoinLinks
from chat_app.services.keys import Keys, Signer
from chat_app.services.lives import Lives
from chat_app.services.messages import Messages
from chat_app.services.nodes import Nodes
from chat_app.services.passkeys import Passkeys
from chat_app.services.passwords import Passwords
from chat_app.services.people import People
from chat_app.services.positions import Positions
from chat_app.services.presence import Presence
from chat_app.services.privacy import Privacy
from chat_app.services.receipts import Receipts, ReceiptTeller
from chat_app.services.recent import Recent
from chat_app.services.redelivery import Redelivery
from chat_app.services.registration import Registration
from chat_app.services.registry import Registry
from chat_app.services.reports import Reports
from chat_app.services.tokens import Tokens
from chat_app.services.typing import Typing
from chat_app.services.unconfirmed import Unconfirmed
from chat_app.services.upkeep import Upkeep
from chat_app.services.users import Users
from chat_app.store.interfaces import Store

if TYPE_CHECKING:
    from chat_app.tracing import Tracing


@dataclass(frozen=True, slots=True)
class Services:
    """All services of one application, built once by its factory."""

    accounts: Accounts
    email_links: EmailLinks
    factors: Factors
    passkeys: Passkeys
    access_tokens: AccessTokens
    tokens: Tokens
    users: Users
    people: People
    contacts: Contacts
    conversations: Conversations
    groups: Groups
    join_links: JoinLinks
    messages: Messages
    history: History
    receipts: Receipts
    presence: Presence
    typing: Typing
    delivery: Delivery
    committer: Committer
    redelivery: Redelivery
    backlog: Backlog
    upkeep: Upkeep
    registry: Registry
    registration: Registration
    administration: Administration
    reports: Reports
    lives: Lives
    exports: Exports
    jobs: AccountJobs
    catch_up: CatchUp
    nodes: Nodes
    servers: Servers
    bus: Bus
    store: Store


def build_services(settings: Settings, store: Store, bus: Bus, tracing: Tracing | None = None) -> Services:
    """Put the services together, each after those that it uses.

    Where an earlier one has something to tell a later one, the later one is appended to its listeners.
    """
    secret, post = secret_key(settings), build_post(settings)
    keys = Keys(secret)

    # Logs: where they end, what follows a commit, and who may know.
    positions = Positions(store.conversations, store.log, alone=settings.redis_url is None)
    bus.listeners.lost.append(positions.forget_all)
    upkeep = Upkeep(store, positions)
    privacy = Privacy(store)
    presence = Presence(store, bus, upkeep, privacy, grace=settings.presence_grace, away=settings.presence_away)
    conversations = Conversations(store, bus, presence, upkeep, privacy)
    upkeep.moved.append(ReceiptTeller(conversations, bus, privacy).tell)

    # The way of a message.
    recent = Recent(store.log, max_bytes=settings.recent_max_bytes)
    unconfirmed = Unconfirmed()
    delivery = Delivery(store, bus, positions, upkeep, recent, unconfirmed)
    redelivery = Redelivery(store, bus, upkeep, unconfirmed, delivery.flush)
    committer = _committer(store, positions, delivery, settings, tracing)
    typing = Typing(conversations, bus, privacy)
    messages = Messages(store, conversations, committer, delivery, typing, upkeep, privacy)
    groups = Groups(store, conversations, messages, positions, privacy)
    history = History(store, conversations, positions, upkeep, recent, sync_max=settings.sync_max_entries)

    # Who somebody is, and how they prove it.
    users = Users(store, presence)
    contacts = Contacts(store, bus, users, conversations, presence)
    passwords = Passwords(rounds=settings.bcrypt_rounds)
    known_devices = KnownDevices(Signer(keys.derive("known device")))
    guard = Guard(build_tally(settings.redis_url), known_devices, enabled=settings.rate_limits_enabled)
    confirmation = Confirmation(passwords, guard)
    factors = Factors(store.keyrings, confirmation, guard, post, key=keys.derive("totp"))
    accounts = Accounts(
        store.users, bus, passwords, guard, factors, known_devices, post, refresh_ttl=settings.jwt_refresh_ttl
    )
    access_tokens = AccessTokens(store.users, bus)
    challenges = Challenges(Signer(keys.derive("passkey challenge")))
    links = EmailLinks(store.users, store.keyrings, bus, passwords, confirmation, post, public_url=public_url(settings))

    # Long work on accounts.
    lease = Lease()
    jobs = AccountJobs(store, lease)
    exports = Exports(
        store,
        Sources(users, contacts, conversations, history),
        confirmation,
        lease,
        Signer(keys.derive("export")),
        wake=jobs.wake,
        folder=settings.data_dir / "exports",
    )
    jobs.take_on("export", exports.work)
    jobs.take_on("deletion", Deletions(store, lease, conversations, groups, messages).work)

    return Services(
        accounts=accounts,
        email_links=links,
        factors=factors,
        passkeys=Passkeys(store.users, store.keyrings, accounts, confirmation, challenges, post),
        access_tokens=access_tokens,
        tokens=Tokens(secret, accounts, access_tokens),
        users=users,
        people=People(store, presence),
        contacts=contacts,
        conversations=conversations,
        groups=groups,
        join_links=JoinLinks(store, conversations, groups),
        messages=messages,
        history=history,
        receipts=Receipts(conversations, positions, upkeep, unconfirmed),
        presence=presence,
        typing=typing,
        delivery=delivery,
        committer=committer,
        redelivery=redelivery,
        backlog=Backlog(store.queue),
        upkeep=upkeep,
        registry=Registry(store.connections),
        registration=Registration(store, accounts),
        administration=Administration(store, bus),
        reports=Reports(store, conversations, users),
        lives=Lives(store, bus, presence, confirmation, lease, wake=jobs.wake, discard=exports.discard),
        exports=exports,
        jobs=jobs,
        catch_up=CatchUp(store, bus),
        nodes=Nodes(store.nodes, settings),
        servers=Servers(f"{gethostname()}:{settings.port}", bus, build_board(settings.redis_url)),
        bus=bus,
        store=store,
    )


def _committer(
    store: Store, positions: Positions, delivery: Delivery, settings: Settings, tracing: Tracing | None
) -> Committer:
    patience = settings.store_timeout
    if tracing is None:
        return Committer(store.log, positions, delivery.announce, patience=patience)
    from chat_app.services.traced import TracedCommitter  # here, for it imports OpenTelemetry

    return TracedCommitter(store.log, positions, delivery.announce, patience=patience, tracing=tracing)
