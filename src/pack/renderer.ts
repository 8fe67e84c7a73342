import Handlebars from 'handlebars'
import { PackError, reasonOf } from './errors.ts'
import type { Pack } from './load.ts'

/** What templates of a pack may name. */
export type Data = Record<string, unknown>

const MISSING = /^"(.+)" not defined in .* - (\d+):(\d+)$/s

/**
 * Renders a pack's templates. Unlike plop's own renderer it lets values land as they are, without HTML escapes, and takes a name
 * that nothing answers for an error; and it shares nothing with any other Handlebars of the process.
 */
export class Renderer {
  readonly #handlebars = Handlebars.create()

  constructor({ helpers, partials }: Pick<Pack, 'helpers' | 'partials'>) {
    for (const [name, helper] of helpers) this.#handlebars.registerHelper(name, helper)
    for (const [name, partial] of partials) this.#handlebars.registerPartial(name, partial)
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
