import { join } from 'node:path'
import { test } from 'vitest'
import { firstYear } from '../scripts/first-year.ts'
import { expectFile } from './expected.ts'
import { checkout } from './program.ts'

test('the first year of a fleet goes as its page says (npm run first-year writes it again)', () => {
  expectFile(join(checkout, 'docs/first-year.md'), firstYear())
})
