import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesBelow, PROJECT, temporaryFolder } from './fleets.ts'
import { StandIns } from './stand-ins.ts'
import { env } from './validate-matrix.ts'

const root = temporaryFolder('validate-examples')
const standIns = new StandIns(join(root, 'programs'), ['flux', 'flux-schema'])

describe('scripts/validate.sh passes', () => {
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
