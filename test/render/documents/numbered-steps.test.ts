import { expect, test } from 'vitest'
import { numberedSteps } from '../../../src/render/documents/numbered-steps.ts'

test('steps are numbered, and what follows a first line is indented below it', () => {
  expect(numberedSteps(['Look\naround.\n', 'Leap.\n'])).toBe('1. Look\n   around.\n2. Leap.\n')
})

test('an empty line follows a step that ends with a code block or an empty line, but for the last', () => {
  const code = 'Run\n\n```shell\nit\n```\n'
  expect(numberedSteps([code, 'Wait.\n\n', code])).toBe(
    '1. Run\n\n   ```shell\n   it\n   ```\n\n2. Wait.\n\n3. Run\n\n   ```shell\n   it\n   ```\n',
  )
})

test('the tenth step is indented as wide as its number', () => {
  const text = numberedSteps(Array.from({ length: 10 }, () => 'Look\naround.\n'))
  expect(text).toContain('\n9. Look\n   around.\n10. Look\n    around.\n')
})
