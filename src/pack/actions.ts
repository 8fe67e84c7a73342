import { findMany } from './add-many.ts'
import type { Draft } from './draft.ts'
import { appendText, modifyText, type Pattern } from './file-edits.ts'
import type { PackGenerator } from './load-pack.ts'
import { FleetMismatchError, PackError, reasonOf } from './pack-error.ts'
import { fleetPath } from './pack-paths.ts'
import type { Data, Renderer } from './renderer.ts'
import { readTemplate, type TemplateText } from './template-file.ts'

/** What a run of actions works with. */
export interface Workshop {
  generator: PackGenerator
  renderer: Renderer
  draft: Draft
  /** The fleet's root. */
  root: string
}

/** An action as a plopfile gives it. */
type Action = Readonly<Record<string, unknown>>

type Run = (action: Action, data: Data, workshop: Workshop) => Promise<void>

const ACTIONS: Readonly<Record<string, Run>> = { add, addMany, append, modify }

/**
 * Runs a generator's actions on a draft, in order; nothing is written.
 * @param answers what its templates are rendered with
 * @returns what there is to say: comments among the actions, and why some were skipped
 * @throws PackError naming the generator and the action
 */
export async function runActions(answers: Data, workshop: Workshop): Promise<string[]> {
  const { generator } = workshop
  const said: string[] = []
  for (const [index, action] of (await actionsOf(generator, answers)).entries()) {
    if (typeof action === 'string') {
      said.push(action)
      continue
    }
    const name = `${generator.name}: action ${index + 1} (${titleOf(action)})`
    try {
      const note = await runAction(action, answers, workshop)
      if (note !== undefined) said.push(`${name}: ${note}`)
    } catch (error) {
      const message = `${name}: ${reasonOf(error)}`
      throw error instanceof FleetMismatchError
        ? new FleetMismatchError(message, { cause: error })
        : new PackError(message, { cause: error })
    }
  }
  return said
}

async function actionsOf({ name, actions }: PackGenerator, answers: Data): Promise<unknown[]> {
  let list: unknown
  try {
    list = typeof actions === 'function' ? await actions(answers) : actions
  } catch (error) {
    throw new PackError(`${name}: its actions: ${reasonOf(error)}`, { cause: error })
  }
  if (!Array.isArray(list))
    throw new PackError(`${name}: its actions have to be a list, or a function that returns one`)
  return list
}

function titleOf(action: unknown): string {
  if (typeof action === 'function') return action.name === '' ? 'a function' : `the function ${action.name}`
  const { type, path, destination } = (action ?? {}) as Action
  return [type ?? 'without a type', path ?? destination].filter((part) => part !== undefined).join(' ')
}

async function runAction(action: unknown, answers: Data, workshop: Workshop): Promise<string | undefined> {
  const run =
    typeof action === 'object' && action !== null ? ACTIONS[String((action as Action).type)] : undefined
  if (run === undefined) {
    throw new PackError(
      `it can't be shown before it writes, so it is not run: the actions are ${Object.keys(ACTIONS).join(', ')}, with "transform" for what they lack`,
    )
  }
  const { data: own, skip } = action as Action
  const data = withData(answers, typeof own === 'function' ? await own() : own)
  const reason: unknown = typeof skip === 'function' ? await skip(data) : undefined
  if (typeof reason === 'string') return `skipped: ${reason}`
  await run(action as Action, data, workshop)
  return undefined
}

/** Answers win over the data of an action, as they do in plop. */
function withData(answers: Data, own: unknown): Data {
  const data = { ...answers }
  for (const [name, value] of Object.entries(own ?? {})) data[name] ??= value
  return data
}

async function add(action: Action, data: Data, workshop: Workshop): Promise<void> {
  await addOne(
    action,
    pathOf(action, 'path', data, workshop),
    templateOf(action, data, workshop),
    data,
    workshop,
  )
}

async function addMany(action: Action, data: Data, workshop: Workshop): Promise<void> {
  const { renderer } = workshop
  const render = (name: string) => (text: string) => renderer.render(text, data, `"${name}"`)
  const patterns = typeof action.templateFiles === 'function' ? action.templateFiles() : action.templateFiles
  const base = optionalText(action, 'base')
  const many = {
    destination: text(action, 'destination'),
    templateFiles: [patterns].flat().map(String).map(render('templateFiles')),
    base: base === undefined ? undefined : render('base')(base),
    stripExtensions: (action.stripExtensions as string[] | false | undefined) ?? ['hbs'],
    globOptions: (action.globOptions as object | undefined) ?? {},
  }
  for (const { path, templateFile } of await findMany(many, workshop.generator.basePath)) {
    const target = fleetPath(renderer.render(path, data, '"destination"'), workshop.root)
    const template = { ...readTemplate('', templateFile), name: templateFile }
    await addOne(action, target, template, data, workshop)
  }
}

async function addOne(
  action: Action,
  path: string,
  template: NamedTemplate,
  data: Data,
  { renderer, draft }: Workshop,
): Promise<void> {
  if (action.skipIfExists === true && draft.has(path)) return
  const rendered = renderer.render(template.text, data, template.name)
  draft.add(path, await transformed(action, rendered, data), template.executable)
}

async function modify(action: Action, data: Data, workshop: Workshop): Promise<void> {
  const pattern = patternOf(action)
  if (pattern === undefined && action.transform === undefined)
    throw new PackError('it needs a "pattern" or a "transform"')
  await edit(action, data, workshop, async (content, insertion) =>
    transformed(action, pattern === undefined ? content : modifyText(content, pattern, insertion), data),
  )
}

async function append(action: Action, data: Data, workshop: Workshop): Promise<void> {
  const pattern = patternOf(action)
  const how = { separator: optionalText(action, 'separator') ?? '\n', unique: action.unique !== false }
  await edit(action, data, workshop, (content, insertion) => appendText(content, pattern, insertion, how))
}

type Change = (
  content: string,
  insertion: { template: string; render: (template: string) => string },
) => string | Promise<string>

async function edit(action: Action, data: Data, workshop: Workshop, change: Change): Promise<void> {
  const path = pathOf(action, 'path', data, workshop)
  const template = templateOf(action, data, workshop)
  const render = (source: string) => workshop.renderer.render(source, data, template.name)
  await workshop.draft.edit(path, (content) => change(content, { template: template.text, render }))
}

async function transformed(action: Action, content: string, data: Data): Promise<string> {
  const { transform } = action
  if (transform === undefined) return content
  if (typeof transform !== 'function') throw new PackError('its "transform" is no function')
  const result: unknown = await transform(content, data, action)
  if (typeof result !== 'string') throw new PackError('its "transform" has to return a string')
  return result
}

interface NamedTemplate extends TemplateText {
  name: string
}

function templateOf(action: Action, data: Data, { generator, renderer }: Workshop): NamedTemplate {
  const file = optionalText(action, 'templateFile')
  if (file === undefined)
    return { text: optionalText(action, 'template') ?? '', executable: false, name: 'its template' }
  const name = renderer.render(file.replaceAll('\\', '/'), data, '"templateFile"')
  return { ...readTemplate(generator.basePath, name), name }
}

function pathOf(action: Action, field: string, data: Data, { renderer, root }: Workshop): string {
  return fleetPath(renderer.render(text(action, field), data, `"${field}"`), root)
}

function patternOf(action: Action): Pattern | undefined {
  const pattern = action.pattern
  if (pattern === undefined || pattern === null || pattern === false || pattern === '') return undefined
  if (typeof pattern === 'string' || pattern instanceof RegExp) return pattern
  throw new PackError('its "pattern" is neither a string nor a regular expression')
}

function text(action: Action, field: string): string {
  const value = optionalText(action, field)
  if (value === undefined || value === '') throw new PackError(`it has no "${field}"`)
  return value
}

function optionalText(action: Action, field: string): string | undefined {
  const value = action[field]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw new PackError(`its "${field}" is no string`)
  return value
}
