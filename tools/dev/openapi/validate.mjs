// usage: node validate.mjs FILE; exit 0 if the file is valid OpenAPI by the public schema of its version
import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'

const validator = new Validator()
const result = await validator.validate(JSON.parse(readFileSync(process.argv[2], 'utf8')))
if (!result.valid) {
  process.stderr.write(JSON.stringify(result.errors, null, 1).slice(0, 4000) + '\n')
  process.exit(1)
}
process.stdout.write(`valid OpenAPI ${validator.version}\n`)
