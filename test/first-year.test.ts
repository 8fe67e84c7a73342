import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { firstYear } from '../scripts/first-year.ts'

test('the first year of a fleet goes as its page says (npm run first-year writes it again)', () => {
  const page = readFileSync(new URL('../docs/first-year.md', import.meta.url), 'utf8')
  expect(firstYear()).toBe(page)
})
