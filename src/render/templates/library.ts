import type Handlebars from 'handlebars'
import HandlebarsRuntime from 'handlebars/runtime.js'
import type { Catalog, CatalogComponent } from '../../fleet/catalog/catalog.ts'
import { COMPILE_OPTIONS } from './compile-options.ts'
import { registerHelpers } from './handlebars.ts'
import { type PlaceOptions, readPlace, type TemplateOptions } from './places.ts'
import { preparedOptions } from './prepared-options.ts'

const Runtime = HandlebarsRuntime as unknown as Pick<typeof Handlebars, 'create'>

/** Renders one template with a context; templates of documents also take what fills their places. */
export type Template = (context: object, options?: TemplateOptions) => string

/** The files below `templates/`, as the build or the disk gives them. */
export interface LibraryFiles {
  /** Precompiled templates by path without `.hbs`, or what loads one; present in the published package. */
  compiled: ReadonlyMap<string, TemplateSpecification | (() => TemplateSpecification)>
  /** Texts by path: templates that are still to be compiled (with `.hbs`) and plain files. */
  texts: ReadonlyMap<string, string>
  /** Facts of the catalog components. */
  catalog: readonly CatalogComponent[]
  /** Places in the templates that others fill, as they are written there. */
  places?: readonly string[]
}

/** What Handlebars' precompiler gives. */
export type TemplateSpecification = object

/** Thrown for a template or catalog entry of a fleet's own that can't be used. */
export class LibraryError extends Error {
  override name = 'LibraryError'
}

const PARTIALS = 'partials/'

/**
 * Templates and catalog: ours, overlaid by a fleet's own `.flux-fleet/templates` (a file replaces ours of the
 * same path) and `.flux-fleet/catalog`.
 */
export class Library {
  readonly catalog: Catalog
  /** Files of the fleet's own, laid over ours. */
  readonly own: LibraryFiles | undefined
  readonly #files: LibraryFiles
  readonly #texts: ReadonlyMap<string, string>
  readonly #compiled = new Map<string, Template>()
  readonly #specifications: LibraryFiles['compiled']
  readonly #compile: ((text: string) => Template) | undefined
  readonly #runtime = Runtime.create()
  readonly #prepared: object
  readonly #paths: readonly string[]

  private constructor(
    files: LibraryFiles,
    own: LibraryFiles | undefined,
    compile: ((text: string) => Template) | undefined,
  ) {
    this.own = own
    this.#files = files
    this.#texts = files.texts
    this.#specifications = files.compiled
    this.#compile = compile
    this.#paths = pathsOf(files)
    registerHelpers(this.#runtime)
    this.catalog = catalogOf(files.catalog)
    for (const path of this.#paths) {
      if (!path.startsWith(PARTIALS)) continue
      const name = path.slice(PARTIALS.length).replace(/\.[a-z]+$/, '')
      this.#runtime.registerPartial(name, ((context: object, options: TemplateOptions) =>
        this.template(path)(context, options)) as never)
    }
    for (const place of files.places ?? []) this.#runtime.registerPartial(place, filled(place) as never)
    this.#prepared = preparedOptions(this.#runtime)
  }

  /**
   * @param own files of the fleet's own, laid over the built-in ones
   */
  static async create(builtin: LibraryFiles, own?: LibraryFiles): Promise<Library> {
    const texts = new Map([...builtin.texts, ...(own?.texts ?? [])])
    const compiled = new Map(builtin.compiled)
    for (const path of own?.texts.keys() ?? []) compiled.delete(path.replace(/\.hbs$/, ''))
    const files = { ...builtin, texts, compiled, catalog: [...builtin.catalog, ...(own?.catalog ?? [])] }
    const needsCompiler = [...texts.keys()].some((path) => path.endsWith('.hbs'))
    if (!needsCompiler) return new Library(files, own, undefined)
    const { default: Compiler } = await import('handlebars')
    const instance = Compiler.create()
    registerHelpers(instance)
    const library = new Library(files, own, (text) => instance.compile(text, COMPILE_OPTIONS) as Template)
    // The same object: partials that are handed over with a template are copied each time.
    Object.assign(instance, { partials: library.#runtime.partials })
    return library
  }

  /** The same templates with other entries in the catalog. */
  withCatalog(catalog: Catalog): Library {
    return new Library({ ...this.#files, catalog: [...catalog.values()] }, this.own, this.#compile)
  }

  /** The paths of all templates and files, without `.hbs`, sorted. */
  paths(): readonly string[] {
    return this.#paths
  }

  /** Whether there is a template or a plain file at the path. */
  has(path: string): boolean {
    return this.#specifications.has(path) || this.#texts.has(path) || this.#texts.has(`${path}.hbs`)
  }

  /** The text of a plain file, or undefined when there is none. */
  text(path: string): string | undefined {
    return this.#texts.get(path)
  }

  /**
   * The template at a path without `.hbs`; a plain file is a template that ignores its context.
   * @throws LibraryError when there is none
   */
  template(path: string): Template {
    const known = this.#compiled.get(path)
    if (known !== undefined) return known
    const template = this.#load(path)
    this.#compiled.set(path, template)
    return template
  }

  #load(path: string): Template {
    const source = this.#texts.get(`${path}.hbs`)
    if (source !== undefined && this.#compile !== undefined) return named(path, this.#compile(source))
    const text = this.#texts.get(path)
    if (text !== undefined) return () => text
    const specification = this.#specifications.get(path)
    if (specification !== undefined) {
      const loaded = typeof specification === 'function' ? specification() : specification
      const template = this.#runtime.template(loaded as never)
      return named(path, (context, options) =>
        template(context, (isOfPartial(options) ? options : this.#optionsFor(context, options)) as never),
      )
    }
    throw new LibraryError(`there is no template ${path}`)
  }

  #optionsFor(context: object, options: TemplateOptions | undefined): object {
    return { ...this.#prepared, data: { root: context, ...options?.data } }
  }
}

function pathsOf({ compiled, texts }: LibraryFiles): string[] {
  const ofTexts = [...texts.keys()].map((path) => path.replace(/\.hbs$/, ''))
  return [...new Set([...compiled.keys(), ...ofTexts])].sort()
}

/** Whether Handlebars calls a template from inside of another one. */
function isOfPartial(options: TemplateOptions | undefined): boolean {
  return options !== undefined && 'partial' in options
}

/** A place as a partial: what fills it, else what the template says there. */
function filled(written: string) {
  const place = readPlace(written)
  return (context: object, options: PlaceOptions): string =>
    options.data.fillPlace(place, context, options) || (options.fn?.(context, { data: options.data }) ?? '')
}

function named(path: string, template: Template): Template {
  return (context, options) => {
    try {
      return template(context, options)
    } catch (error) {
      // It is said already which of the templates in this one it was.
      if (error instanceof LibraryError) throw error
      throw new LibraryError(`template ${path}: ${(error as Error).message}`, { cause: error })
    }
  }
}

function catalogOf(entries: readonly CatalogComponent[]): Catalog {
  const byName = new Map(entries.map((entry) => [entry.name, entry]))
  return new Map([...byName].sort(([first], [second]) => (first < second ? -1 : 1)))
}
