import { onlineManager } from "@tanstack/react-query";
import { afterEach, expect, test } from "vitest";
import { newQueries } from "./queries";

afterEach(() => onlineManager.setOnline(true));

test("a server is asked, and told, while the browser thinks that there is no network", async () => {
  onlineManager.setOnline(false);
  const queries = newQueries();
  const mutation = queries.getMutationCache().build(queries, { mutationFn: async () => "told" });
  expect(await queries.fetchQuery({ queryKey: ["asked"], queryFn: async () => "asked" })).toBe("asked");
  expect(await mutation.execute(undefined)).toBe("told");
});
