// Writes docs/first-year.md by living through a year with the built program. Read the diff: it is what users
// see.
import { writeFileSync } from 'node:fs'
import { firstYear } from './first-year.ts'

writeFileSync(new URL('../docs/first-year.md', import.meta.url), firstYear())
