/** The chat, a chunk of its own, here before it is needed where that can be known. */
import { type ComponentType, lazy, useState } from "react";
import type { Me } from "../api/credentials";

type Props = { user: Me };

const load = () => import("./SignedIn");
const Later = lazy(load);
let here: ComponentType<Props> | null = null;

export async function loadSignedIn(): Promise<void> {
  here = (await load()).default;
}

/** A fallback, once shown, stays for 300 ms by React's own rule: what is here already must not ask for one. */
export function SignedInPage({ user }: Props) {
  const [Page] = useState(() => here ?? Later);
  return <Page user={user} />;
}
