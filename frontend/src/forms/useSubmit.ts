/** A form on its way: checked here first, then sent; what the server says of a field is shown at that field. */
import { type FormEvent, useState } from "react";
import { Problem } from "../api/problem";

export type Values = Partial<Record<string, string>>;
export type Errors = Partial<Record<string, string>>;

interface Outcome {
  errors: Errors;
  /** What belongs to no field. */
  problem: string | null;
}

const CLEAN: Outcome = { errors: {}, problem: null };

export function useSubmit(check: (values: Values) => Errors, send: (values: Values) => Promise<void>) {
  const [outcome, setOutcome] = useState(CLEAN);
  const [busy, setBusy] = useState(false);

  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = Object.fromEntries(new FormData(form)) as Values;
    const result = await attempt(values, check, send, setBusy);
    setOutcome(result);
    focusFirst(form, result.errors);
  };
  return { onSubmit, busy, ...outcome };
}

async function attempt(
  values: Values,
  check: (values: Values) => Errors,
  send: (values: Values) => Promise<void>,
  setBusy: (busy: boolean) => void,
): Promise<Outcome> {
  const errors = check(values);
  if (Object.keys(errors).length > 0) return { errors, problem: null };
  setBusy(true);
  try {
    await send(values);
    return CLEAN;
  } catch (error) {
    return outcomeOf(Problem.of(error), values);
  } finally {
    setBusy(false);
  }
}

/** An error of a field that this form doesn't have must still be seen. */
function outcomeOf(problem: Problem, values: Values): Outcome {
  const shown = Object.keys(problem.fields).some((field) => field in values);
  return { errors: problem.fields, problem: shown ? null : problem.message };
}

function focusFirst(form: HTMLFormElement, errors: Errors): void {
  const first = Array.from(form.elements).find((one) => errors[(one as HTMLInputElement).name] !== undefined);
  (first as HTMLElement | undefined)?.focus();
}
