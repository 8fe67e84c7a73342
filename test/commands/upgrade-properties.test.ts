import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkout } from '../program.ts'
import { repositoryIn } from '../tools/git-repository.ts'
import { livingAt } from './living.ts'
import { desk } from './run.ts'

/** What a person does to a file: each leaves a line that nobody else has written. */
type Edit = { path: number; line: number; how: 'comment' | 'value' | 'entry' | 'rename' }

const edit: fc.Arbitrary<Edit> = fc.record({
  path: fc.nat(),
  line: fc.nat(),
  how: fc.constantFrom('comment', 'value', 'entry', 'rename'),
})

function filesIn(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below))
    .sort()
    .flatMap((name) => {
      const path = join(below, name)
      if (name === '.git' || name === 'flux-fleet.lock' || name === 'flux-fleet.yaml') return []
      return statSync(join(folder, path)).isDirectory() ? filesIn(folder, path) : [path]
    })
}

/** Edits a text, and gives the line that is a person's then; nothing where it can't be edited so. */
function edited(text: string, { line, how }: Edit, mark: string): { text: string; mine: string } | undefined {
  const lines = text.split('\n')
  const at = line % Math.max(1, lines.length - 1)
  const there = lines[at]!
  const mine = {
    comment: `# ${mark}`,
    value: there.replace(/^(\s*(?:- )?[\w.-]+: )[^\s#|>&*{["'].*$/, `$1${mark}`),
    entry: there.replace(/^(\s*)([\w.-]+): [^|>].*$/, `$1${mark}: ours`),
    rename: there.replace(/^(\s*- )\S[^:]*$/, `$1${mark}`),
  }[how]
  if (!mine.includes(mark)) return undefined
  const replaces = how === 'value' || how === 'rename'
  lines.splice(at, replaces ? 1 : 0, mine)
  return { text: lines.join('\n'), mine }
}

test.each([
  'monorepo',
  'multi-tenant',
])('an upgrade of the layout %s never loses a line that somebody edited', async (layout) => {
  const here = desk()
  const first = join(here.home, 'first')
  cpSync(join(checkout, 'test/fixtures/made-by-0.1.0', layout), first, { recursive: true })
  const repository = repositoryIn(first)
  repository.git('init', '--quiet', '--initial-branch=main')
  repository.commit({})
  const paths = filesIn(first).filter((path) => !path.endsWith('.json'))
  let counter = 0
  let merged = 0
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 12 }), async (edits) => {
      const name = `fleet-${counter++}`
      const folder = join(here.cwd, name)
      cpSync(first, folder, { recursive: true })
      const fleet = livingAt(here, name)
      const mine: [path: string, line: string][] = []
      for (const [index, one] of edits.entries()) {
        const path = join(folder, paths[one.path % paths.length]!)
        const made = edited(readFileSync(path, 'utf8'), one, `ours-${index}-x`)
        if (made === undefined) continue
        writeFileSync(path, made.text)
        mine.push([path, made.mine])
      }
      // A later edit may have changed the line of an earlier one.
      const kept = mine.filter(([path, line]) => readFileSync(path, 'utf8').split('\n').includes(line))
      const before = fleet.files()
      const { code, stderr } = await fleet.run('upgrade', '--yes', '--on-conflict', 'keep')
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      const lost = kept.filter(([path, line]) => {
        const text = readFileSync(path, 'utf8')
        return !text.split('\n').some((there) => there.trim() === line.trim())
      })
      expect(lost).toEqual([])
      merged += kept.length
      expect((await fleet.run('upgrade', '--check')).code).toBe(0)
      await fleet.done('undo', '--yes')
      expect(fleet.files()).toEqual(before)
    }),
    { numRuns: Number(process.env.FAST_CHECK_TIMES ?? 4) },
  )
  expect(merged).toBeGreaterThan(3)
})
