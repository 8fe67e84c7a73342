import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { renderRepositories } from '../../../src/features/render-fleet.ts'
import { resolveFleet } from '../../../src/features/resolve-fleet.ts'
import { componentVersion, withComponentVersion } from '../../../src/fleet/changes/component-version.ts'
import { loadFleet } from '../../../src/fleet/file/load-fleet.ts'
import type { Fleet } from '../../../src/fleet/schema/fleet-schema.ts'
import { joinRepositories } from '../../../src/render/render.ts'
import { builtinFiles } from '../../../src/render/templates/builtin.ts'
import { Library } from '../../../src/render/templates/library.ts'
import { versionPlaces } from '../../../src/render/versions/component-versions.ts'
import { checkout } from '../../program.ts'

let library: Library
beforeAll(async () => {
  library = await Library.create(await builtinFiles())
})

const NEXT: Record<string, string> = { version: '77.7.x', digest: `sha256:${'77'.repeat(32)}` }

test.each([
  'own-components',
  'monorepo',
  'multi-tenant',
])('whatever version is said in %s is read where it was written', (example) => {
  const loaded = loadFleet(readFileSync(join(checkout, 'examples', example, 'flux-fleet.yaml'), 'utf8'))
  if ('issues' in loaded) throw new Error(JSON.stringify(loaded.issues))
  const { fleet } = loaded
  let count = 0
  for (const component of fleet.components) {
    const environments = [undefined, ...fleet.environments.map(({ name }) => name)]
    for (const environment of environments) {
      const image = component.manifests?.image.replace(/(@sha256)?:[^:]*$/, ':7.7.7')
      const next = image ?? (component.chart?.digest === undefined ? NEXT.version! : NEXT.digest!)
      const changed = withComponentVersion(fleet, component, environment, next, library.catalog)
      if (changed === undefined || component.chart?.path === 'charts/local-chart') continue
      const after: Fleet = {
        ...fleet,
        components: fleet.components.map((one) => (one === component ? changed : one)),
      }
      expect(componentVersion(changed, environment)).toBe(next)
      const places = versionPlaces(resolveFleet(after, library.catalog)).filter(
        (place) => place.component === component.name && place.environment === environment,
      )
      const tree = joinRepositories(renderRepositories(after, library, { checks: false }))
      for (const { path, read } of places) {
        expect(read(tree.get(path)!.content), `${component.name} in ${environment}: ${path}`).toBe(next)
        count += 1
      }
    }
  }
  expect(count).toBeGreaterThan(15)
})
