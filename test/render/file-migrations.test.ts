import { describe, expect, test } from 'vitest'
import { FILE_MIGRATIONS, type FileMigration, migratedFiles } from '../../src/render/file-migrations.ts'

const MIGRATIONS: readonly FileMigration[] = [
  { name: 'vars are variables', from: 'clusters/*/vars.yaml', to: 'clusters/*/variables.yaml' },
  { name: 'overlays are environments', from: 'apps/*/x/*.yml', to: 'environments/*/*.yml' },
  {
    name: 'variables are called after clusters',
    from: 'clusters/*/variables.yaml',
    to: 'clusters/*/cluster-vars.yaml',
  },
]

function migrated(made: string[], now: string[], migrations = MIGRATIONS): Record<string, string> {
  return Object.fromEntries(
    migratedFiles(made, (path) => now.includes(path), migrations).map(({ from, to }) => [from, to]),
  )
}

describe('files that moved', () => {
  test('are found by their old paths, over several versions, with their names', () => {
    const [moved] = migratedFiles(
      ['clusters/a/vars.yaml'],
      (path) => path.endsWith('cluster-vars.yaml'),
      MIGRATIONS,
    )
    expect(moved).toEqual({
      name: 'vars are variables, variables are called after clusters',
      from: 'clusters/a/vars.yaml',
      to: 'clusters/a/cluster-vars.yaml',
    })
    expect(migrated(['clusters/b/variables.yaml'], ['clusters/b/cluster-vars.yaml'])).toEqual({
      'clusters/b/variables.yaml': 'clusters/b/cluster-vars.yaml',
    })
  })

  test('are those alone that are made under the new path and not under the old', () => {
    expect(migrated(['clusters/a/vars.yaml'], [])).toEqual({})
    expect(
      migrated(['clusters/a/vars.yaml'], ['clusters/a/vars.yaml', 'clusters/a/cluster-vars.yaml']),
    ).toEqual({})
    const both = ['clusters/a/vars.yaml', 'clusters/a/cluster-vars.yaml']
    expect(migrated(both, ['clusters/a/cluster-vars.yaml'])).toEqual({})
    expect(migrated(['clusters/a/b/vars.yaml', 'vars.yaml'], ['clusters/a/cluster-vars.yaml'])).toEqual({})
  })

  test('a star stands for a whole name', () => {
    expect(migrated(['apps/a/x/b.yml'], ['environments/a/b.yml'])).toEqual({})
  })

  test('those of the registry lead from one path to another, with as many names', () => {
    const stars = (path: string) => path.split('/').filter((part) => part === '*').length
    expect(
      FILE_MIGRATIONS.filter(({ from, to, name }) => from === to || stars(from) < stars(to) || name === ''),
    ).toEqual([])
  })
})
