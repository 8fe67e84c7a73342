import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'vitest'
import { makeRepository, schemaLocations, temporaryFolder } from './fleets.ts'
import { MATRIX, IMPOSSIBLE_PAIRS } from './matrix.ts'
import { checkFleets, complaints } from './tools.ts'
const root = temporaryFolder('dev')
it('x', async () => {
  const folders = MATRIX.map(({ name }) => join(root, name))
  for (const [i, { input }] of MATRIX.entries()) await makeRepository(folders[i]!, input)
  const t = Date.now()
  const reports = checkFleets(folders, {})
  const t2 = Date.now()
  const more = checkFleets(folders, { schemaLocations: schemaLocations() })
  const t3 = Date.now()
  const lines = complaints(reports).map((l) => l.replace(root, ''))
  const extra = complaints(more).map((l) => l.replace(root, '')).filter((l) => !lines.includes(l))
  writeFileSync('/tmp/dev.json', JSON.stringify({ n: MATRIX.length, t: t2 - t, t2: t3 - t2, imp: IMPOSSIBLE_PAIRS.length, lines, extra, ext: [...new Set(reports.flatMap((r) => r.clusters.flatMap((c) => c.external)))] }, null, 1))
})
