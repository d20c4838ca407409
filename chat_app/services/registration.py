"""Who may sign up: everyone, who is invited, or nobody; and the first one, who becomes admin."""

from __future__ import annotations

from chat_app.errors import ChatError, InvitationNeeded, RegistrationClosed
from chat_app.records import User
from chat_app.services.accounts import Accounts
from chat_app.services.hashes import hash_of
from chat_app.services.usernames import check_free
from chat_app.store.administration import Registration as Rule
from chat_app.store.interfaces import Store


class Registration:
    """The door, which admins open and close."""

    def __init__(self, store: Store, accounts: Accounts) -> None:
        self._store = store
        self._accounts = accounts
        self._founded = False

    def rule(self) -> Rule:
        """Who may sign up."""
        return self._store.server.registration()

    def first_run(self) -> bool:
        """Whether nobody has signed up yet; the first one becomes admin."""
        # No account ever vanishes, so once is enough.
        self._founded = self._founded or self._store.directory.any()
        return not self._founded

    def register(
        self, username: str, email: str, password: str, display_name: str | None = None, invitation: str | None = None
    ) -> User:
        """A new account.

        Raises:
            RegistrationClosed: nobody may sign up.
            InvitationNeeded: only who is invited may, and the invitation is missing, used up or expired.
            Taken: the username or the address is somebody's, or the name looks like somebody's.
            InvalidInput: the password is too easy to guess, or the name is reserved.
        """
        if self.first_run() and self._store.server.claim_founding():
            try:
                return self._accounts.register(username, email, password, display_name, role="admin")
            except ChatError:
                self._store.server.give_up_founding()
                raise
        check_free(username)
        rule = self.rule()
        if rule == "closed":
            raise RegistrationClosed
        if rule == "open":
            return self._accounts.register(username, email, password, display_name)
        code_hash = hash_of(invitation or "")
        if not self._store.invitations.use(code_hash):
            raise InvitationNeeded
        try:
            return self._accounts.register(username, email, password, display_name)
        except ChatError:
            self._store.invitations.give_back(code_hash)
            raise
