import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { ENTRY_KINDS } from '../../generators/index.ts'
import { questionsToAsk } from '../commands/answers/asking.ts'
import { checkout, cleanEnvironment, cli, workplace } from '../program.ts'
import { Session } from './session.ts'
import { accept, answerAll, beginning, pick, retype, type Step, toggle, type } from './steps.ts'

const sessions: Session[] = []
afterEach(() => {
  for (const session of sessions.splice(0)) session.stop()
})

/** Makes a fleet, runs a command in it, answers what is asked, and gives the fleet as it is then. */
async function answered(
  words: readonly string[],
  steps: readonly Step[],
  edit?: (folder: string) => void,
  flags: readonly string[] = [],
) {
  const place = workplace()
  const folder = join(place.cwd, 'fleet')
  const make = [cli(), 'create', 'fleet', '--yes', '--owner=acme', '--secrets=none', ...flags]
  execFileSync(process.execPath, make, { cwd: place.cwd, env: cleanEnvironment(place.home) })
  edit?.(folder)
  const session = new Session(words, { ...place, cwd: folder })
  sessions.push(session)
  await answerAll(session, steps)
  const { code } = await session.exit
  return {
    code,
    folder,
    said: session.text,
    fleet: parse(readFileSync(join(folder, 'flux-fleet.yaml'), 'utf8')),
  }
}

const last = (list: unknown[]) => list.at(-1)

describe('in a terminal', () => {
  it('add lets choose what, and asks for everything', async () => {
    const { code, fleet } = await answered(
      ['add'],
      [
        pick('What to add', 'cluster'),
        type('Clusters, as name', 'west=production'),
        type('west: Region', 'us-1'),
        accept('west: Domain'),
        accept('west: Own variables'),
        accept('Add cluster west?'),
      ],
    )
    expect(code).toBe(0)
    expect(last(fleet.clusters)).toEqual({
      name: 'west',
      environment: 'production',
      region: 'us-1',
      domain: 'west.example.com',
    })
  })

  it.each(ENTRY_KINDS)('add $name asks every question of one', async ({
    generator,
    section,
    question: list,
  }) => {
    const isChosen = list.type === 'checkbox'
    const name = isChosen ? 'kyverno' : 'fresh'
    const { code, fleet } = await answered(
      ['add', generator.name],
      [
        isChosen ? toggle(beginning(list.message), ['Kyverno']) : type(beginning(list.message), name),
        ...questionsToAsk([generator]).map(({ question }) =>
          accept(`${name}: ${beginning(question.message)}`),
        ),
        accept(`Add ${generator.name} ${name}?`),
      ],
      undefined,
      ['--layout=multi-tenant'],
    )
    expect(code).toBe(0)
    expect(last(fleet[section])).toMatchObject({ name })
  })

  it('rename lets choose what, and asks for the new name', async () => {
    const { code, fleet } = await answered(
      ['rename'],
      [
        pick('What to rename', 'cluster'),
        pick('What to rename of the clusters', 'production'),
        retype('New name of cluster production', 'EU', '"EU" is no DNS-1123 label', 'eu'),
        accept('Rename cluster production to eu?'),
      ],
    )
    expect(code).toBe(0)
    expect(last(fleet.clusters)).toMatchObject({ name: 'eu', directory: 'production' })
  })

  it('add asks only for what is missing of what was named', async () => {
    const { code, fleet } = await answered(
      ['add', 'component', 'external-dns'],
      [pick('external-dns: Who hosts', 'cloudflare'), accept('Add component external-dns?')],
    )
    expect(code).toBe(0)
    expect(last(fleet.components)).toEqual({ name: 'external-dns', options: { provider: 'cloudflare' } })
  })

  it.each([
    ['Take it along', 0, true, true],
    ['Leave it: all the rest without these files', 0, true, false],
    ['Stop, write nothing', 130, false, false],
  ])('upgrade asks about what alters clusters: %s', async (answer, expected, isWritten, isAltered) => {
    const older = (folder: string) => {
      rmSync(folder, { recursive: true })
      cpSync(join(checkout, 'test/fixtures/made-by-0.1.0/monorepo'), folder, { recursive: true })
    }
    const { code, folder, said } = await answered(
      ['upgrade'],
      [
        pick('What about that?', answer),
        ...(isWritten ? [accept(`Upgrade ${isAltered ? 17 : 12} files?`)] : []),
      ],
      older,
    )
    expect(code).toBe(expected)
    expect(said).toContain('The controllers of Flux restart with other limits and arguments.')
    expect(existsSync(join(folder, 'scripts/build.sh'))).toBe(isWritten)
    expect(readFileSync(join(folder, 'clusters/staging/apps.yaml'), 'utf8').includes('wait: true')).toBe(
      isAltered,
    )
  })

  it('a conflict is shown and asked about', async () => {
    const path = 'clusters/staging/cluster-vars.yaml'
    const edit = (folder: string) => {
      const change = (file: string, domain: string) => {
        const text = readFileSync(join(folder, file), 'utf8')
        writeFileSync(join(folder, file), text.replace('staging.example.com', domain))
      }
      change(path, 'mine.example.com')
      change('flux-fleet.yaml', 'other.example.com')
    }
    const steps = [accept(path), accept('Apply this? clusters: staging was changed')]
    const { code, folder } = await answered(['apply'], steps, edit)
    expect(code).toBe(0)
    expect(readFileSync(join(folder, path), 'utf8')).toContain('mine.example.com')
  })

  it('remove lets choose from a list', async () => {
    const { code, fleet, said } = await answered(
      ['remove', 'component'],
      [toggle('What to remove', ['podinfo']), accept('Remove component podinfo?')],
    )
    expect(code).toBe(0)
    // What is lost is said once: before it is too late.
    expect(said.split('Flux will uninstall podinfo')).toHaveLength(2)
    expect(said.indexOf('Flux will uninstall')).toBeLessThan(said.indexOf('Remove component podinfo?'))
    expect(fleet.components.map(({ name }: { name: string }) => name)).not.toContain('podinfo')
  })

  it('undo shows what it takes back, and asks', async () => {
    const add = (folder: string) => {
      const words = [cli(), 'add', 'component', 'kyverno', '--yes']
      execFileSync(process.execPath, words, { cwd: folder, env: cleanEnvironment(folder) })
    }
    const steps = [accept('Take back "Add component kyverno"?')]
    const { code, fleet } = await answered(['undo'], steps, add)
    expect(code).toBe(0)
    expect(fleet.components.map(({ name }: { name: string }) => name)).not.toContain('kyverno')
  })
})
