import type { Source, TextPlace } from './source.ts'

/** A text cannot be read as YAML. The message is a clause without a full stop. */
export class YamlReadError extends Error {
  readonly place: TextPlace

  constructor(message: string, offset: number, source: Source) {
    super(message)
    this.name = 'YamlReadError'
    this.place = source.place(Math.min(offset, source.text.length))
  }
}
