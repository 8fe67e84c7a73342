import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeRepository, repositoriesIn, temporaryFolder } from './fleets.ts'
import { MATRIX } from './matrix.ts'
import { StandIns } from './stand-ins.ts'

/** What the stand-ins are told. */
export const env = { STAND_IN_FLUX_VERSION: '2.10.0' }

/**
 * Tests that `scripts/validate.sh` passes in the repositories of a part of the matrix. The parts are in files of their
 * own, so that they run side by side.
 * @param part which of the parts, from 0
 * @param of how many parts there are
 */
export function itValidates(part: number, of: number): void {
  const root = temporaryFolder(`validate-matrix-${part}`)
  const standIns = new StandIns(join(root, 'programs'), ['flux', 'flux-schema'])
  const fleets = MATRIX.filter((_, index) => index % of === part)
  it.each(fleets)('in the repositories of $name', async ({ name, input }) => {
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
}
