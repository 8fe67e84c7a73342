import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesBelow, makeRepository, PROJECT, repositoriesIn, temporaryFolder } from './fleets.ts'
import { MATRIX } from './matrix.ts'
import { StandIns } from './stand-ins.ts'

const root = temporaryFolder('validate-matrix')
const standIns = new StandIns(join(root, 'programs'), ['flux', 'flux-schema'])
const env = { STAND_IN_FLUX_VERSION: '2.10.0' }

describe('scripts/validate.sh passes', () => {
  it.each(MATRIX)('in the repositories of $name', async ({ name, input }) => {
    const folder = join(root, name)
    const fleet = await makeRepository(folder, input)
    for (const repository of repositoriesIn(folder, fleet)) {
      const { status, stderr } = standIns.run(['bash', 'scripts/validate.sh'], repository.root, env)
      expect({ repository: repository.root, status, stderr }).toEqual({
        repository: repository.root,
        status: 0,
        stderr: '',
      })
    }
  })

  const examples = join(PROJECT, 'examples')
  const scripts = filesBelow(examples).filter((path) => path.endsWith('scripts/validate.sh'))

  it('in examples of each layout', () => {
    expect(scripts.length).toBeGreaterThanOrEqual(readdirSync(examples).length)
  })

  it.each(scripts)('examples/%s', (path) => {
    const folder = join(examples, path, '../..')
    expect(standIns.run(['bash', 'scripts/validate.sh'], folder, env)).toMatchObject({
      status: 0,
      stderr: '',
    })
  })
})
