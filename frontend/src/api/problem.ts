/** What went wrong, in words for a person; made of the server's problem+json, or of its absence. */
import { t } from "../i18n";
import { faultWords, refusalWords } from "../i18n/refusals";

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
    super(refusalWords(body) ?? wordsFor(status));
    this.name = "Problem";
    this.status = status;
    this.code = body.code ?? "unknown";
    this.fields = firstOfEach(body.errors ?? {}, body.code === "taken" ? t("problem.taken") : null);
  }

  /** There is no such thing, or not for this person. By the server's own word: a proxy's 404 says that the server is away. */
  get isGone(): boolean {
    return this.code === "not_found" || this.code === "not_allowed";
  }

  /** The server could not be asked at all. */
  static network(): Problem {
    return new Problem(0, {
      code: "network",
      detail: t("problem.network"),
    });
  }

  static of(error: unknown): Problem {
    return error instanceof Problem ? error : Problem.network();
  }
}

/** For what answers in the server's place, such as a proxy without our words. */
function wordsFor(status: number): string {
  if (status === 429) return t("problem.tooMany");
  if (status >= 500) return t("problem.server");
  return t("problem.other");
}

/** `instead`: our words for all of them. A name that looks like another's is taken, too, and which one is nobody's business. */
function firstOfEach(errors: Record<string, string[]>, instead: string | null): Record<string, string> {
  const entries = Object.entries(errors).map(([field, said]) => [
    field,
    instead ?? faultWords([said].flat()[0] ?? ""),
  ]);
  return Object.fromEntries(entries);
}
