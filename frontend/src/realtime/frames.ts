/** The frames of the WebSocket protocol, as docs/protocol.md names them. Types alone: nothing here runs. */

export type UserId = string;
export type ConversationId = string;
export type MessageId = string;
export type ClientId = string;
/** A place in a conversation's log: 1, 2, 3, … without holes. 0 stands for "before the first". */
export type Seq = number;
/** RFC 3339, UTC. */
export type Timestamp = string;

type EntryKind = "text" | "file" | "system" | "edit" | "delete" | "reaction";

/** What a system entry or a reaction tells. */
interface EntryData {
  event?: "created" | "renamed" | "added" | "removed" | "left" | "role" | (string & {});
  title?: string;
  user_ids?: UserId[];
  role?: string;
  /** Of reactions. */
  emoji?: string;
  on?: boolean;
}

export interface Entry {
  message_id: MessageId;
  conversation_id: ConversationId;
  seq: Seq;
  sender_id: UserId | null;
  client_id: ClientId | null;
  kind: EntryKind;
  content: string | null;
  data: EntryData | null;
  reply_to: MessageId | null;
  target_id: MessageId | null;
  /** Who reacted, by emoji. */
  reactions: Record<string, UserId[]>;
  created_at: Timestamp;
  edited_at: Timestamp | null;
  deleted_at: Timestamp | null;
}

type PresenceStatus = "online" | "away" | "offline";

export interface Presence {
  status: PresenceStatus;
  /** Null while online, and for whoever hides it. */
  last_seen: Timestamp | null;
}

export interface User {
  id: UserId;
  username: string;
  display_name: string;
  avatar_url: string | null;
  presence?: Presence | null;
  /** What this person calls them. The server tells it with the contacts alone; the state puts it here. */
  nickname?: string;
}

export interface Participant {
  user: User;
  role: "owner" | "admin" | "member";
  joined_at: Timestamp;
  delivered_seq: Seq;
  read_seq: Seq;
}

export interface Conversation {
  id: ConversationId;
  kind: "direct" | "group";
  title: string | null;
  description?: string | null;
  avatar_url: string | null;
  /** What a group's members see and may do; null in a direct conversation. */
  history?: "all" | "joined" | null;
  who_may_write?: "members" | "admins" | null;
  who_may_add?: "members" | "admins" | null;
  who_may_rename?: "members" | "admins" | null;
  /** All, or of a large group some of them. */
  participants: Participant[];
  participant_count?: number;
  /** Where the log begins for this person. */
  first_seq?: Seq;
  last_seq: Seq;
  last_entry: Entry | null;
  unread: number;
  /** The unread messages that name this person; the server counts to 100. */
  mentions: number;
  /** How this person keeps it for themselves. */
  muted_until: Timestamp | null;
  archived: boolean;
  pinned: boolean;
  unread_mark?: boolean;
  notify?: "all" | "mentions" | "nothing";
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface Contact {
  user: User;
  nickname: string | null;
  favourite?: boolean;
  blocked: boolean;
  /** `requested`: this person asked them; `invited`: they asked this person · `none`: kept for a block or a name alone. */
  state?: "contact" | "requested" | "invited" | "none";
  created_at: Timestamp;
}

export type ErrorFrame = {
  type: "error";
  code: string;
  detail: string;
  id?: string;
  client_id?: ClientId;
  field?: string;
  /** What is wrong with each field, in sentences. */
  errors?: Record<string, string[]>;
  /** Seconds. */
  retry_after?: number;
};

export type ServerFrame =
  | {
      type: "ready";
      user_id: UserId;
      connection_id: string;
      heartbeat_interval: number;
      server_time: Timestamp;
    }
  | {
      type: "ack";
      client_id: ClientId;
      conversation_id: ConversationId;
      message_id: MessageId;
      seq: Seq;
      created_at: Timestamp;
      status: "sent" | "queued";
    }
  | { type: "entries"; conversation_id: ConversationId; entries: Entry[]; last_seq: Seq }
  | { type: "entry"; conversation_id: ConversationId; entry: Entry }
  | { type: "reset"; conversation_id: ConversationId; last_seq: Seq }
  | { type: "sync.done" }
  | { type: "queue"; entries: Entry[] }
  | { type: "receipt"; conversation_id: ConversationId; user_id: UserId; delivered_seq: Seq; read_seq: Seq }
  | { type: "typing"; conversation_id: ConversationId; user_id: UserId; active: boolean }
  | ({ type: "presence"; user_id: UserId } & Presence)
  | { type: "conversation"; conversation: Conversation }
  | { type: "contact"; contact: Contact }
  | { type: "resync" }
  | { type: "pong" }
  | ErrorFrame;

export type ServerFrameType = ServerFrame["type"];
export type FrameOf<T extends ServerFrameType> = Extract<ServerFrame, { type: T }>;

/** What is asked under an `id` is answered under it, if only by an `error`. */
export type ClientFrame =
  | { type: "auth"; token: string }
  | { type: "sync"; id?: string; cursors: Record<ConversationId, Seq> }
  | {
      type: "message.send";
      client_id: ClientId;
      conversation_id: ConversationId;
      kind: "text";
      content: string;
      reply_to?: MessageId;
    }
  | { type: "message.edit"; client_id: ClientId; message_id: MessageId; content: string }
  | { type: "message.delete"; client_id: ClientId; message_id: MessageId }
  | { type: "reaction.set"; client_id: ClientId; message_id: MessageId; emoji: string; on: boolean }
  | { type: "receipt"; id?: string; conversation_id: ConversationId; delivered_seq?: Seq; read_seq?: Seq }
  | { type: "typing"; conversation_id: ConversationId; active: boolean }
  | { type: "presence.watch"; id?: string; user_ids: UserId[] }
  | { type: "ping" };
