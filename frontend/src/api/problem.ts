/** What went wrong, in words for a person; made of the server's problem+json, or of its absence. */

interface ProblemBody {
  code?: string;
  title?: string;
  detail?: string;
  errors?: Record<string, string[]>;
}

/** An answer that isn't the wanted one. `code` is the server's stable code, or `network`. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  /** One sentence for each field at fault. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(status: number, body: ProblemBody) {
    super(body.detail ?? body.title ?? wordsFor(status));
    this.name = "Problem";
    this.status = status;
    this.code = body.code ?? "unknown";
    this.fields = firstOfEach(body.errors ?? {});
  }

  /** The server could not be asked at all. */
  static network(): Problem {
    return new Problem(0, {
      code: "network",
      detail: "The server can't be reached. Check your connection and try again.",
    });
  }

  static of(error: unknown): Problem {
    return error instanceof Problem ? error : Problem.network();
  }
}

/** For what answers in the server's place, such as a proxy without our words. */
function wordsFor(status: number): string {
  if (status === 429) return "Too many tries. Wait a moment, then try again.";
  if (status >= 500) return "The server has a problem. Try again in a moment.";
  return "That didn't work. Try again.";
}

function firstOfEach(errors: Record<string, string[]>): Record<string, string> {
  const entries = Object.entries(errors).map(([field, messages]) => [field, [messages].flat()[0] ?? ""]);
  return Object.fromEntries(entries);
}
