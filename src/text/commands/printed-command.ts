/** What code blocks of Markdown call the languages that commands are printed in. */
export type ShellLanguage = 'shell'

/**
 * A command as people read and type it. Only printers make one, and templates, terminals and reports show it;
 * it is no string, so that nothing takes apart what was a `Command` before.
 */
export class PrintedCommand {
  readonly language: ShellLanguage
  readonly #text: string

  constructor(language: ShellLanguage, text: string) {
    this.language = language
    this.#text = text
  }

  /** The text, where it stands in other text. */
  toString(): string {
    return this.#text
  }

  /** The text, where it stands in JSON. */
  toJSON(): string {
    return this.#text
  }
}
