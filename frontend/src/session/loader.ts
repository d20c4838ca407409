/** Brings over HTTP what frames don't: the list of conversations, older pages, and single conversations gone stale. */
import { type Api, unwrap } from "../api/client";
import { Problem } from "../api/problem";
import type { Conversation, ConversationId, Participant, Seq, UserId } from "../realtime/frames";
import { isWhole } from "../state/conversations";
import { caughtUp, holdsStart, type Page } from "../state/log";
import { knownIn } from "../state/names";
import type { ChatStore } from "../state/store";

const LIST_PAGE = 50;
/** Enough for the list, its badges and the cursors; older conversations are found by searching. */
const LIST_PAGES_AT_MOST = 10;
const HISTORY_PAGE = 50;
const MEMBERS_PAGE = 100;

type Place = { before: Seq } | { after: Seq } | { around: Seq };

export class Loader {
  readonly #api: Api;
  readonly #store: ChatStore;
  readonly #members = new Map<ConversationId, Promise<void>>();
  /** Whom it has asked for, in which conversation: some are gone for good. */
  readonly #met = new Set<string>();
  readonly #older = new Map<ConversationId, Promise<void>>();
  #fetchingStale = false;

  constructor(api: Api, store: ChatStore) {
    this.#api = api;
    this.#store = store;
  }

  /** False when the list could not be had; what is held stands. */
  async loadConversations(): Promise<boolean> {
    const held = Object.keys(this.#store.getState().conversations);
    const listed: ConversationId[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < LIST_PAGES_AT_MOST; page++) {
      const list: ConversationList | null = await this.#listPage(cursor).catch(() => null);
      if (list === null) return false;
      cursor = list.next_cursor;
      this.#store.dispatch({ type: "local.conversations", conversations: list.items, isList: true });
      listed.push(...list.items.map((one) => one.id));
      if (cursor !== null) continue;
      // Left or removed from while this client was away: no frame told of it.
      this.#store.dispatch({ type: "local.listed", held, listed });
      break;
    }
    return true;
  }

  /** Puts one older page in front of the log; the same promise for whoever asks meanwhile. */
  loadOlder(id: ConversationId): Promise<void> {
    const running = this.#older.get(id) ?? this.#fetchOlder(id).finally(() => this.#older.delete(id));
    this.#older.set(id, running);
    return running;
  }

  /** A page of history as of now, with every change that was heard while it was on its way. */
  async fetchPage(conversation_id: ConversationId, place: Place): Promise<Page> {
    for (;;) {
      const asked = this.#store.getState().conversations[conversation_id]?.log.to ?? 0;
      const answer = this.#api.GET("/api/conversations/{conversation_id}/messages", {
        params: { path: { conversation_id }, query: { ...place, limit: HISTORY_PAGE } },
      });
      const page = await unwrap(answer);
      const log = this.#store.getState().conversations[conversation_id]?.log;
      const now = log === undefined ? page : caughtUp(page, asked, log);
      if (now !== null) return now;
    }
  }

  /** Fetches a conversation into the store, wherever on the list it stands. */
  async loadConversation(id: ConversationId): Promise<void> {
    const answer = this.#api.GET("/api/conversations/{conversation_id}", {
      params: { path: { conversation_id: id } },
    });
    const conversation = await unwrap(answer);
    this.#store.dispatch({ type: "local.conversations", conversations: [conversation], isList: false });
  }

  /** Fetches the members of a large group that don't come with it: their names stand in its log. */
  loadMembers(id: ConversationId, { again = false } = {}): Promise<void> {
    // Once, unless one wants it: in a group of a thousand somebody comes or goes all the time.
    const asked = (again ? undefined : this.#members.get(id)) ?? this.#fetchMembers(id);
    this.#members.set(id, asked);
    asked.catch(() => this.#members.delete(id));
    return asked;
  }

  async #fetchMembers(conversation_id: ConversationId): Promise<void> {
    let cursor: string | null = null;
    do {
      const query: { limit: number; cursor?: string } = {
        limit: MEMBERS_PAGE,
        ...(cursor !== null && { cursor }),
      };
      const page: { items: Participant[]; next_cursor: string | null } = await unwrap(
        this.#api.GET("/api/conversations/{conversation_id}/participants", {
          params: { path: { conversation_id }, query },
        }),
      );
      this.#store.dispatch({ type: "local.members", conversation_id, members: page.items });
      cursor = page.next_cursor;
    } while (cursor !== null);
  }

  /** Tells who somebody is whom the log names: they came after the members were asked for, or have left. */
  async meet(conversation_id: ConversationId, ids: readonly UserId[]): Promise<void> {
    const one = this.#store.getState().conversations[conversation_id];
    if (one === undefined) return;
    if (!isWhole(one.info)) await this.loadMembers(conversation_id).catch(() => undefined);
    for (const user_id of ids) await this.#meetOne(conversation_id, user_id).catch(() => undefined);
  }

  async #meetOne(conversation_id: ConversationId, user_id: UserId): Promise<void> {
    const key = `${conversation_id} ${user_id}`;
    const { names } = knownIn(this.#store.getState().conversations[conversation_id]);
    if (names.has(user_id) || this.#met.has(key)) return;
    this.#met.add(key);
    const answer = this.#api.GET("/api/users/{user_id}", { params: { path: { user_id } } });
    this.#store.dispatch({ type: "local.met", conversation_id, user: await unwrap(answer) });
  }

  /** What this person calls others: frames tell of changes alone. */
  async loadContacts(): Promise<void> {
    const { items } = await unwrap(this.#api.GET("/api/contacts"));
    this.#store.dispatch({ type: "local.contacts", contacts: items });
  }

  /** Fetches anew what went stale, each once. False when some of it could not be had for now. */
  async fetchStale(): Promise<boolean> {
    if (this.#fetchingStale) return true;
    this.#fetchingStale = true;
    const asked = new Set<ConversationId>();
    const next = () => this.#store.getState().stale.find((id) => !asked.has(id));
    for (let id = next(); id !== undefined; id = next()) {
      asked.add(id);
      await this.#fetchOneStale(id);
    }
    this.#fetchingStale = false;
    return this.#store.getState().stale.length === 0;
  }

  async #fetchOneStale(id: ConversationId): Promise<void> {
    try {
      await this.loadConversation(id);
    } catch (error) {
      // Only then: what one wrote in it goes with it.
      if (Problem.of(error).isGone) this.#store.dispatch({ type: "local.gone", conversation_id: id });
    }
  }

  async #fetchOlder(id: ConversationId): Promise<void> {
    const log = this.#store.getState().conversations[id]?.log;
    if (log === undefined || holdsStart(log)) return;
    const page = await this.fetchPage(id, { before: log.from });
    this.#store.dispatch({ type: "local.page", conversation_id: id, page });
  }

  async #listPage(cursor: string | null): Promise<ConversationList> {
    const query = { limit: LIST_PAGE, ...(cursor !== null && { cursor }) };
    return unwrap(this.#api.GET("/api/conversations", { params: { query } }));
  }
}

interface ConversationList {
  items: Conversation[];
  next_cursor: string | null;
}
