import type Handlebars from 'handlebars'
import type { Pack } from './load-pack.ts'
import { PackError, reasonOf } from './pack-error.ts'

/** What templates of a pack may name. */
export type Data = Record<string, unknown>

const MISSING = /^"(.+)" not defined in .* - (\d+):(\d+)$/s

/**
 * Renders a pack's templates. Unlike plop's own renderer it lets values land as they are, without HTML
 * escapes, and takes a name that nothing answers for an error; and it shares nothing with any other
 * Handlebars of the process.
 */
export class Renderer {
  readonly #handlebars: typeof Handlebars

  private constructor(handlebars: typeof Handlebars) {
    this.#handlebars = handlebars
  }

  /** A renderer with the helpers and partials of a pack; loads Handlebars' compiler. */
  static async create({ helpers, partials }: Pick<Pack, 'helpers' | 'partials'>): Promise<Renderer> {
    const { default: compiler } = await import('handlebars')
    const renderer = new Renderer(compiler.create())
    for (const [name, helper] of helpers) renderer.#handlebars.registerHelper(name, helper)
    for (const [name, partial] of partials) renderer.#handlebars.registerPartial(name, partial)
    return renderer
  }

  /**
   * @param what how messages call the template
   * @throws PackError for a template that is malformed or names something missing
   */
  render(text: string, data: Data, what: string): string {
    try {
      return this.#handlebars.compile(text, { noEscape: true, strict: true })(data)
    } catch (error) {
      const [, name, line, column] = MISSING.exec(reasonOf(error)) ?? []
      if (name === undefined) throw new PackError(`${what}: ${reasonOf(error)}`, { cause: error })
      const known = Object.keys(data).join(', ') || 'none'
      throw new PackError(
        `${what}, line ${line}, column ${Number(column) + 1}: nothing is called "${name}"; answers and data are: ${known}`,
        {
          cause: error,
        },
      )
    }
  }
}
