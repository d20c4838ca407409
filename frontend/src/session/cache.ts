/**
 * What this browser keeps of one person's world, in a database of that person's own: conversations with their newest
 * messages, so that the next page shows the last state at once; and drafts and the outbox, which exist nowhere else.
 */
import {
  type DBSchema,
  deleteDB,
  type IDBPDatabase,
  type IDBPTransaction,
  openDB,
  type StoreNames,
} from "idb";
import type { ConversationId, Entry, Seq, UserId } from "../realtime/frames";
import { emptyLog, type Log, tailOf } from "../state/log";
import type { Restored } from "../state/reducer";
import { activityOf } from "../state/selectors";
import type { ChatState, ConversationState } from "../state/state";

/** Raise it when the shape of what is kept changes: copies are dropped then and fetched anew, one's own words stay. */
export const VERSION = 1;
const PREFIX = "chat.of.";
/** A database opens within milliseconds, or something is in its way. */
const OPEN_MS = 2_000;
/** Of each conversation; what is older is fetched when somebody scrolls there. */
export const KEPT_MESSAGES = 100;
/** How many conversations keep messages, the most lively ones; the others keep their place in the list. */
const KEPT_CONVERSATIONS = 100;

type Own = Pick<ChatState, "pending" | "drafts">;
type Head = Omit<ConversationState, "typing" | "log"> & {
  id: ConversationId;
  log: Pick<Log, "from" | "to" | "known">;
};

interface Schema extends DBSchema {
  conversations: { key: ConversationId; value: Head };
  entries: { key: [ConversationId, Seq]; value: Entry };
  own: { key: keyof Own; value: Own[keyof Own] };
}
type Stores = StoreNames<Schema>;
const COPIES = ["conversations", "entries"] as const;

export class Cache {
  readonly #db: IDBPDatabase<Schema>;
  /** What the database holds, or will once the writes under way are through. */
  #saved: Readonly<Record<ConversationId, ConversationState>> = {};
  #own: Partial<Own> = {};
  /** Until a write fails: what was not written is missing in what comes next, and a copy with holes is worse than none. */
  #copying = true;
  #closed = false;

  private constructor(db: IDBPDatabase<Schema>) {
    this.#db = db;
  }

  /** Null where the browser keeps nothing: a private window, a full disk, a page that may not. */
  static async open(me: UserId, version = VERSION): Promise<Cache | null> {
    const opening = openOrStartAnew(PREFIX + me, version).catch(() => null);
    const db = await Promise.race([opening, patience()]);
    // An older client in a tab that sleeps holds up a change of the schema: this page does without, then.
    if (db === null) void opening.then((late) => late?.close());
    return db === null ? null : new Cache(db);
  }

  /** The list, the outbox and the drafts, and the messages of one conversation: what the first look needs. */
  async first(open: ConversationId | null): Promise<Restored> {
    const tx = this.#db.transaction([...COPIES, "own"]);
    const [heads, entries, pending, drafts] = await Promise.all([
      tx.objectStore("conversations").getAll(),
      open === null ? [] : tx.objectStore("entries").getAll(allOf(open)),
      tx.objectStore("own").get("pending") as Promise<Own["pending"] | undefined>,
      tx.objectStore("own").get("drafts") as Promise<Own["drafts"] | undefined>,
    ]);
    this.#own = { ...(pending && { pending }), ...(drafts && { drafts }) };
    const conversations = Object.fromEntries(
      heads.map((head) => [head.id, restored(head, head.id === open ? entries : [])]),
    );
    this.#saved = conversations;
    // Behind what the first look waits for, and not waited for: a tab of theirs that sleeps lets go when it wakes.
    void forgetAllBut(this.#db.name).catch(ignored);
    return { conversations, pending: pending ?? [], drafts: drafts ?? {}, loaded: heads.length > 0 };
  }

  /** The messages of the others, and no more of them than are to be kept. */
  async rest(): Promise<Restored> {
    const tx = this.#db.transaction(COPIES, "readwrite");
    const heads = (await tx.objectStore("conversations").getAll()).sort(byActivity);
    const lively = heads.slice(0, KEPT_CONVERSATIONS);
    for (const { id } of heads.slice(KEPT_CONVERSATIONS)) void tx.objectStore("entries").delete(allOf(id));
    const logs = await Promise.all(lively.map(({ id }) => tx.objectStore("entries").getAll(allOf(id))));
    const conversations = Object.fromEntries(
      lively.map((head, index) => [head.id, restored(head, logs[index] ?? [])]),
    );
    this.#saved = { ...this.#saved, ...conversations };
    return { conversations, pending: [], drafts: {}, loaded: heads.length > 0 };
  }

  /** One's own words, at once: the transaction is on its way when this returns, whatever becomes of the page. */
  saveOwn({ pending, drafts }: Own): void {
    if (this.#closed) return;
    const changed = Object.entries({ pending, drafts }).filter(
      ([name, value]) => this.#own[name as keyof Own] !== value,
    );
    if (changed.length === 0) return;
    this.#own = { pending, drafts };
    this.#write(["own"], "default", (tx) => {
      for (const [name, value] of changed)
        void tx
          .objectStore("own")
          .put(value, name as keyof Own)
          .catch(ignored);
    });
  }

  /** The copies, as far as they changed since the last time: all of them or, if the page dies, none. */
  save({ conversations }: ChatState): void {
    if (this.#closed || !this.#copying || conversations === this.#saved) return;
    const before = this.#saved;
    this.#saved = conversations;
    this.#write(COPIES, "relaxed", (tx) => {
      const heads = tx.objectStore("conversations");
      const entries = tx.objectStore("entries");
      for (const [id, one] of Object.entries(conversations)) {
        if (before[id] === one) continue;
        const { from, puts } = changesOf(before[id]?.log, tailOf(one.log, KEPT_MESSAGES));
        void heads.put(headOf(id, one)).catch(ignored);
        void entries.delete(allOf(id, from)).catch(ignored);
        for (const entry of puts) void entries.put(entry).catch(ignored);
      }
      for (const id of Object.keys(before).filter((held) => !(held in conversations))) {
        void heads.delete(id).catch(ignored);
        void entries.delete(allOf(id)).catch(ignored);
      }
    });
  }

  close(): void {
    this.#closed = true;
    this.#db.close();
  }

  #write<Name extends Stores>(
    stores: readonly Name[],
    durability: IDBTransactionDurability,
    fill: (tx: IDBPTransaction<Schema, readonly Name[], "readwrite">) => void,
  ): void {
    try {
      const tx = this.#db.transaction(stores, "readwrite", { durability });
      tx.done.catch(() => this.#failed());
      fill(tx);
      tx.commit();
    } catch {
      // Closed meanwhile, by a tab that signed out or runs a newer client.
      this.#closed = true;
    }
  }

  /** A disk that is full, for one: the copies make room for one's own words, which are written once more. */
  async #failed(): Promise<void> {
    if (this.#closed) return;
    const first = this.#copying;
    this.#copying = false;
    if (first) await this.#dropCopies().catch(ignored);
    const { pending, drafts } = this.#own;
    // Else with the next change, both.
    this.#own = {};
    if (first && pending && drafts) this.saveOwn({ pending, drafts });
  }

  async #dropCopies(): Promise<void> {
    const tx = this.#db.transaction(COPIES, "readwrite");
    for (const store of COPIES) void tx.objectStore(store).clear().catch(ignored);
    await tx.done;
  }
}

/** Nothing stays of anyone. Tabs that still hold a database open let go of it when they are asked. */
export async function forgetEveryone(): Promise<void> {
  await forgetAllBut(null);
}

async function forgetAllBut(name: string | null): Promise<void> {
  if (!("indexedDB" in globalThis)) return;
  const all = (await indexedDB.databases()).map((one) => one.name ?? "");
  const others = all.filter((one) => one.startsWith(PREFIX) && one !== name);
  await Promise.all(others.map((one) => deleteDB(one)));
}

async function openOrStartAnew(name: string, version: number): Promise<IDBPDatabase<Schema>> {
  try {
    return await open(name, version);
  } catch (error) {
    // Written by a newer client than this one: what it kept can't be read here.
    if (!(error instanceof DOMException && error.name === "VersionError")) throw error;
    await deleteDB(name);
    return open(name, version);
  }
}

function open(name: string, version: number): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(name, version, {
    upgrade(db) {
      for (const store of COPIES) if (db.objectStoreNames.contains(store)) db.deleteObjectStore(store);
      db.createObjectStore("conversations", { keyPath: "id" });
      db.createObjectStore("entries", { keyPath: ["conversation_id", "seq"] });
      if (!db.objectStoreNames.contains("own")) db.createObjectStore("own");
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
    },
  });
}

function headOf(id: ConversationId, { info, unread, newest, log }: ConversationState): Head {
  const { from, to, known } = tailOf(log, KEPT_MESSAGES);
  return { id, info, unread, newest, log: { from, to, known } };
}

function restored({ id: _id, log, ...head }: Head, messages: Entry[]): ConversationState {
  // Without its messages a log is held nowhere, and goes on where it did.
  const held = {
    ...emptyLog(log.to),
    known: log.known,
    ...(messages.length > 0 && { from: log.from, messages }),
  };
  return { ...head, log: held, typing: [] };
}

function byActivity(a: Head, b: Head): number {
  return activityOf(b).localeCompare(activityOf(a));
}

/** Which messages are to be written, and the seq before which none is kept. */
function changesOf(before: Log | undefined, now: Log): { from: Seq; puts: Entry[] } {
  const written = new Set(before?.messages);
  return { from: now.from, puts: now.messages.filter((message) => !written.has(message)) };
}

/** All entries of a conversation, or those before a seq. */
function allOf(id: ConversationId, before = Number.POSITIVE_INFINITY): IDBKeyRange {
  return IDBKeyRange.bound([id, Number.NEGATIVE_INFINITY], [id, before], false, true);
}

function patience(): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), OPEN_MS));
}

/** Each request fails with its transaction, which is where it is looked at. */
function ignored(): void {}
