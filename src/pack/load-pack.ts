import type { HelperDelegate, Template } from 'handlebars'
import { PackError, reasonOf } from './pack-error.ts'

/** Where a fleet keeps generators of its own, below its root. */
export const PLOPFILE = '.flux-fleet/plopfile.mjs'

/** A generator of a pack, as its plopfile gave it to plop: what is in it is judged where it is used. */
export interface PackGenerator {
  name: string
  description: string
  prompts: unknown
  actions: unknown
  /** The folder that its template files are relative to. */
  basePath: string
}

/** What a plopfile registered. */
export interface Pack {
  generators: readonly PackGenerator[]
  /** Its own helpers, and those that plop brings: `kebabCase`, `pascalCase`, … */
  helpers: ReadonlyMap<string, HelperDelegate>
  partials: ReadonlyMap<string, Template>
  /** What a prompts function is given: plop's inquirer. */
  inquirer: object
}

/** Helpers that plop has without a plopfile; its list of helpers leaves them out. */
const PLOP_HELPERS = [
  'camelCase',
  'snakeCase',
  'dotCase',
  'pathCase',
  'lowerCase',
  'upperCase',
  'sentenceCase',
  'constantCase',
  'titleCase',
  'dashCase',
  'kabobCase',
  'kebabCase',
  'properCase',
  'pascalCase',
  'pkg',
]

/** Parts of plop's programming interface that its types leave out. */
interface Untyped {
  handlebars: { helpers: Record<string, HelperDelegate>; partials: Record<string, Template> }
  inquirer: object
}

/**
 * Runs a plopfile and takes what it registers. plop is loaded only here.
 * @param file the plopfile, absolute
 * @param root the fleet's root, which paths of actions are relative to
 * @throws PackError naming the file for whatever goes wrong in it
 */
export async function loadPack(file: string, root: string): Promise<Pack> {
  try {
    const { default: nodePlop } = await import('node-plop')
    const plop = await nodePlop(file, { destBasePath: root, force: false })
    const { handlebars, inquirer } = plop as unknown as Untyped
    const names = plop.getGeneratorList().map(({ name }) => name)
    return {
      generators: names.map((name) =>
        withDefaults(plop.getGenerator(name) as Partial<PackGenerator>, name, plop.getPlopfilePath()),
      ),
      helpers: new Map([
        ...Object.entries(handlebars.helpers),
        ...[...PLOP_HELPERS, ...plop.getHelperList()].map(
          (name) => [name, plop.getHelper(name) as HelperDelegate] as const,
        ),
      ]),
      partials: new Map<string, Template>([
        ...Object.entries(handlebars.partials),
        ...plop.getPartialList().map((name) => [name, plop.getPartial(name)] as const),
      ]),
      inquirer,
    }
  } catch (error) {
    throw new PackError(`${file}${await lineOf(error, file)}: ${whatWentWrong(error)}`, { cause: error })
  }
}

function withDefaults(generator: Partial<PackGenerator>, name: string, basePath: string): PackGenerator {
  const { description = '', prompts = [], actions } = generator
  return { name, description, prompts, actions, basePath: generator.basePath ?? basePath }
}

/** In our words where plop's own say nothing to whoever wrote the file. */
function whatWentWrong(error: unknown): string {
  const reason = reasonOf(error)
  if (reason !== 'plop is not a function') return reason
  return 'it has no default export that is a function: expected "export default (plop) => { … }"'
}

/**
 * `:3` where the plopfile itself is no JavaScript: Node tells the line only to those who let it check the
 * file.
 */
async function lineOf(error: unknown, file: string): Promise<string> {
  if (!(error instanceof SyntaxError)) return ''
  const { spawnSync } = await import('node:child_process')
  const { stderr } = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' })
  const [, line] = /^.*plopfile\.mjs:(\d+)$/m.exec(stderr) ?? []
  return line === undefined ? '' : `:${line}`
}
