// Judges an OpenAPI document (a file) by the schema that the OpenAPI Initiative published, and follows every
// reference in it. Exit 0 only if both hold.
import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";

const text = readFileSync(process.argv[2], "utf8");
const document = JSON.parse(text);
const validator = new Validator();
const result = await validator.validate(JSON.parse(text));
const problems = result.valid ? [] : [JSON.stringify(result.errors, null, 1)];
if (result.valid && validator.version !== "3.1") problems.push(`version ${validator.version}`);

function follow(node, place) {
  if (node === null || typeof node !== "object") return;
  if (typeof node.$ref === "string") {
    const found = node.$ref.slice(2).split("/").reduce((at, key) => at?.[key], document);
    if (!node.$ref.startsWith("#/") || found === undefined) problems.push(`${place}: ${node.$ref} leads nowhere`);
  }
  for (const [key, below] of Object.entries(node)) follow(below, `${place}/${key}`);
}
follow(document, "#");

for (const problem of problems) console.error(problem);
console.log(`${Object.keys(document.paths ?? {}).length} paths, ${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
