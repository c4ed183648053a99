// Runs the browser tests one file after another; the exit code tells whether all passed.
import { readdirSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const only = process.argv.slice(2)
const files = readdirSync(here).filter((name) => name.endsWith('.test.mjs') && (only.length === 0 || only.some((word) => name.includes(word))))
const reporter = process.env.GX_REPORTER ?? 'spec'
const done = spawnSync(process.execPath, ['--test', '--test-concurrency=1', `--test-reporter=${reporter}`, ...files.map((name) => here + name)], { stdio: 'inherit' })
process.exit(done.status ?? 1)
