/** Who of the others has read a message, who has it, and who has yet to get it. */
import type { Participant, Seq } from "../../../../realtime/frames";

interface Readers {
  read: Participant[];
  delivered: Participant[];
  waiting: Participant[];
}

export function readersOf(participants: readonly Participant[], me: string, seq: Seq): Readers {
  const readers: Readers = { read: [], delivered: [], waiting: [] };
  for (const one of participants) {
    if (one.user.id === me) continue;
    if (one.read_seq >= seq) readers.read.push(one);
    else if (one.delivered_seq >= seq) readers.delivered.push(one);
    else readers.waiting.push(one);
  }
  return readers;
}
