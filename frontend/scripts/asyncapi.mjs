// Reads an AsyncAPI document from standard input, and prints what the parser finds wrong with it.
import { readFileSync } from "node:fs";
import { DiagnosticSeverity, Parser } from "@asyncapi/parser";

const { document, diagnostics } = await new Parser().parse(readFileSync(0, "utf8"));
const errors = diagnostics.filter(({ severity }) => severity === DiagnosticSeverity.Error);
for (const { path, message } of errors) {
  process.stderr.write(`${path.join(".")}: ${message}\n`);
}
process.exit(document !== undefined && errors.length === 0 ? 0 : 1);
