/** Everything this client knows of the server's world. Changed by `reduce` alone. */
import type {
  ClientId,
  Conversation,
  ConversationId,
  Entry,
  MessageId,
  Presence,
  Seq,
  Timestamp,
  User,
  UserId,
} from "../realtime/frames";
import type { Log } from "./log";
import type { Nicknames } from "./names";

interface Queued {
  readonly client_id: ClientId;
  readonly conversation_id: ConversationId;
  readonly created_at: Timestamp;
  /** Acknowledged with this seq, and waiting for a gap before it to be filled. */
  readonly ackedSeq: Seq | null;
  /** Why the server refused it; null while there is hope. */
  readonly failure: string | null;
}

/** A message of one's own that the log doesn't show yet. */
export interface PendingMessage extends Queued {
  readonly type: "message.send";
  readonly content: string;
  readonly reply_to: MessageId | null;
}

/** What one wants changed about a message that the log shows: seen at once, taken back when it is refused. */
export type PendingChange = Queued & { readonly message_id: MessageId } & (
    | { readonly type: "message.edit"; readonly content: string }
    /** Not sent before `heldUntil`: until then one can think better of it. */
    | { readonly type: "message.delete"; readonly heldUntil: Timestamp | null }
    | { readonly type: "reaction.set"; readonly emoji: string; readonly on: boolean }
  );

export type Pending = PendingMessage | PendingChange;

/** The server's counts of unread messages and of mentions among them, and the cursors that it was true for. */
export interface UnreadSnapshot {
  readonly count: number;
  readonly mentions: number;
  readonly read: Seq;
  readonly upTo: Seq;
}

export interface ConversationState {
  readonly info: Conversation;
  readonly log: Log;
  readonly unread: UnreadSnapshot;
  /** The newest message, wherever the held part of the log ends. */
  readonly newest: Entry | null;
  readonly typing: readonly UserId[];
  /** People whom the log names and who are no members that this client knows of. */
  readonly guests?: readonly User[];
}

/** How a person keeps a conversation for themselves. */
export type OwnView = Partial<
  Pick<Conversation, "pinned" | "archived" | "muted_until" | "unread_mark" | "notify">
>;

export interface ChatState {
  readonly me: UserId;
  /** Whether the list of conversations was fetched: an empty one means something else before and after. */
  readonly loaded: boolean;
  /** Whether the server is heard right now: without it nothing is known of who is there. */
  readonly connected: boolean;
  readonly conversations: Readonly<Record<ConversationId, ConversationState>>;
  readonly presence: Readonly<Record<UserId, Presence>>;
  /** What this person calls others, for themselves alone; the participants carry it too. */
  readonly nicknames: Nicknames;
  /** The outbox. Oldest first: the order in which they are sent. */
  readonly pending: readonly Pending[];
  /** What was begun and not sent. */
  readonly drafts: Readonly<Record<ConversationId, string>>;
  /** Conversations heard of by id alone, or too far behind: to be fetched anew. */
  readonly stale: readonly ConversationId[];
}

export function initialState(me: UserId): ChatState {
  return {
    me,
    loaded: false,
    connected: false,
    conversations: {},
    presence: {},
    nicknames: {},
    pending: [],
    drafts: {},
    stale: [],
  };
}
