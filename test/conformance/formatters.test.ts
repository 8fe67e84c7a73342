import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Living, livingAt } from '../commands/living.ts'
import { desk } from '../commands/run.ts'
import { checkout, filesBelow } from '../program.ts'
import { run } from './tools.ts'

/** Real formatters with what they do by default, each over every file of a fleet that it knows. */
const FORMATTERS: Record<string, (folder: string) => void> = {
  Prettier: (folder) => {
    const files = filesBelow(folder).filter((path) => /\.(md|json|ya?ml)$/.test(path))
    const { status, stderr } = run('prettier', ['--write', '--log-level=warn', ...files], { cwd: folder })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  },
  yamlfmt: (folder) => {
    const files = filesBelow(folder).filter((path) => /\.ya?ml$/.test(path))
    const { status, stderr } = run('yamlfmt', files, { cwd: folder })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  },
}

/** Examples, where the repository with `flux-fleet.yaml` is, and a component that nothing depends on. */
const EXAMPLES: Record<string, { inner?: string; removed?: string }> = {
  minimal: {},
  monorepo: { removed: 'metrics-server' },
  'multi-tenant': { removed: 'podinfo' },
  'own-components': { removed: 'worker' },
  'component-by-component': { removed: 'podinfo' },
  'multi-repo': { inner: 'acme-fleet', removed: 'metrics-server' },
}

function copyOf(example: string): Living {
  const here = desk()
  const { inner = '' } = EXAMPLES[example]!
  cpSync(join(checkout, 'examples', example), join(here.cwd, example), { recursive: true })
  return livingAt(here, example, inner)
}

describe.each(Object.keys(FORMATTERS))('after %s', (formatter) => {
  test.each(Object.keys(EXAMPLES))('every command works without a conflict: %s', async (example) => {
    const fleet = copyOf(example)
    const root = join(fleet.here.cwd, example)
    FORMATTERS[formatter]!(root)
    const formatted = contents(root)
    expect((await fleet.run('diff')).stdout).toContain('Every file is as it would be written now.')
    await fleet.done('add', 'component', 'zulu,manifests.image=ghcr.io/acme/one:1.0.0')
    await fleet.done('remove', 'component', 'zulu')
    const { removed } = EXAMPLES[example]!
    // A list that was not there before is left empty.
    if (removed === undefined) return
    expect(contents(root)).toEqual(formatted)
    await fleet.done('remove', 'component', removed)
    expect((await fleet.run('diff')).stdout).toContain('Every file is as it would be written now.')
  })

  test('a version that an updater moved is no hand edit either, before the formatter or after it', async () => {
    for (const order of ['before', 'after']) {
      const fleet = copyOf('monorepo')
      const path = 'apps/base/podinfo/repository.yaml'
      const move = () => fleet.edit(path, /semver: ["']?([\d.x]+)["']?/, 'semver: 99.x')
      if (order === 'before') move()
      FORMATTERS[formatter]!(fleet.folder)
      if (order === 'after') move()
      const { stdout } = await fleet.run('diff')
      expect(stdout, order).toContain(`Moved by an updater\n  ${path}\n`)
      expect(stdout, order).not.toContain('Changed')
    }
  })
})

/** Every file but the locks, whose text no formatter knows. */
function contents(root: string): Record<string, string> {
  return Object.fromEntries(
    filesBelow(root)
      .filter((path) => !path.endsWith('.lock') && !/(^|\/)\.git\//.test(path))
      .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  )
}
