import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { mergeFile } from '../../../src/tree/merge/merge-file.ts'
import { expectFile } from '../../expected.ts'

const folder = fileURLToPath(new URL('fixtures', import.meta.url))

// Each folder has three texts, and either what they merge to or the conflicts: a line for the path, and one
// for place and reason.
describe.each(readdirSync(folder))('%s', (name) => {
  const files = readdirSync(`${folder}/${name}`)
  const extension = files.find((file) => file.startsWith('base.'))!.slice('base.'.length)
  const read = (side: string): string => readFileSync(`${folder}/${name}/${side}.${extension}`, 'utf8')
  const input = { path: `file.${extension}`, base: read('base'), theirs: read('theirs'), ours: read('ours') }

  test('merges as expected', () => {
    const result = mergeFile(input)
    const conflicts = 'conflicts' in result ? result.conflicts : undefined
    const shown = conflicts?.map(({ path, line, column, reason }) => `${path}\n${line}:${column} ${reason}\n`)
    expectFile(`${folder}/${name}/conflicts.txt`, shown?.join(''))
    expectFile(`${folder}/${name}/expected.${extension}`, 'text' in result ? result.text : undefined)
  })

  test('merging again changes nothing', () => {
    const result = mergeFile(input)
    if (!('text' in result)) return expect(result.conflicts.length).toBeGreaterThan(0)
    expect(mergeFile({ ...input, ours: result.text })).toMatchObject({ text: result.text })
  })
})
