import { clusterFolder } from '../fleet/resolve/cluster-folders.ts'
import { clustersOf, layerOf } from '../fleet/resolve/placement.ts'
import { tenantNamespaces } from '../fleet/resolve/tenancy.ts'
import { isProduction } from '../fleet/schema/environment-schema.ts'
import { isLockedDown } from '../fleet/schema/layouts.ts'
import { suggestion } from '../text/suggestion.ts'
import type { CommandDefinition } from './command-line/command-definition.ts'
import { EXIT, Failure } from './command-line/failure.ts'
import { type CommonFlags, reportFlags } from './command-line/options.ts'
import type { Terminal } from './command-line/terminal.ts'
import { type OpenFleet, openFleet } from './repositories/open-fleet.ts'

type Row = Record<string, string | string[]>

/** What can be listed, and how its rows are made. */
const LISTS: Readonly<Record<string, (open: OpenFleet) => Row[]>> = {
  clusters: ({ file: { fleet } }) =>
    fleet.clusters.map((cluster) => ({
      name: cluster.name,
      environment: cluster.environment,
      region: cluster.region ?? '',
      path: clusterFolder(cluster),
    })),
  environments: ({ file: { fleet } }) =>
    fleet.environments.map((environment) => ({
      name: environment.name,
      kind: isProduction(environment) ? 'production' : '',
      clusters: fleet.clusters.filter((cluster) => cluster.environment === environment.name).map(nameOf),
    })),
  components: ({ file: { fleet }, library: { catalog } }) =>
    fleet.components.map((component) => ({
      name: component.name,
      layer: layerOf(component, catalog),
      clusters: clustersOf(fleet, component).map(nameOf),
    })),
  tenants: ({ file: { fleet } }) =>
    fleet.tenants.map((tenant) => ({
      name: tenant.name,
      role: tenant.role,
      namespaces: [...tenantNamespaces(tenant)],
      clusters: clustersOf(fleet, tenant).map(nameOf),
    })),
  catalog: ({ file: { fleet }, library: { catalog } }) =>
    [...catalog.values()].map(({ name, layer, description }) => ({
      name,
      layer,
      there: fleet.components.some((component) => component.name === name) ? 'yes' : '',
      description,
    })),
}

const LISTED = Object.keys(LISTS)

/** Lists what is in a fleet, or in the catalog. */
export const listCommand: CommandDefinition = {
  name: 'list',
  usage: '[what]',
  description: `List what is in the fleet: ${LISTED.join(', ')}.`,
  summary: { text: 'list clusters, environments, components, tenants, or the catalog' },
  needs: 'fleet',
  words: [['[what]', `one of ${LISTED.join(', ')}; by default all of the fleet`]],
  flags: reportFlags,
  run: ([what], flags, terminal) => list(what, flags, terminal),
}

/** @param what one of `LISTED`; without it, everything of the fleet */
async function list(what: string | undefined, flags: CommonFlags, terminal: Terminal): Promise<void> {
  if (what !== undefined && !LISTED.includes(what)) {
    throw new Failure(
      EXIT.usage,
      `list ${what}: there is no list "${what}"${suggestion(what, LISTED) || `: ${LISTED.join(', ')}`}`,
    )
  }
  const open = await openFleet(flags, terminal, 'fleet')
  const all = LISTED.filter((name) => name !== 'catalog')
  const wanted =
    what === undefined ? all.filter((name) => name !== 'tenants' || isLockedDown(open.file.fleet)) : [what]
  const lists = wanted.map((name) => [name, LISTS[name]!(open)] as const)
  if (flags.json === true) return terminal.json(Object.fromEntries(lists))
  for (const [index, [name, rows]] of lists.entries()) {
    if (index > 0) terminal.result()
    if (what === undefined) terminal.result(terminal.style('bold', name))
    if (rows.length === 0) terminal.result('none')
    for (const line of aligned(rows)) terminal.result(line)
  }
}

function nameOf({ name }: { name: string }): string {
  return name
}

function aligned(rows: readonly Row[]): string[] {
  const cells = rows.map((row) =>
    Object.values(row).map((value) => (Array.isArray(value) ? value.join(', ') : value)),
  )
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  )
}
