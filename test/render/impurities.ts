import { createRequire, syncBuiltinESMExports } from 'node:module'

/** What a step gave, and what it asked of the machine and the moment that it ran in. */
export interface Watched<Result> {
  /** Undefined when the step threw. */
  result: Result | undefined
  /** Sorted names such as `process.env` or `fs.readFileSync`; a pure step has none. */
  asked: string[]
}

const words = (text: string) => text.trim().split(/\s+/)

/** Globals that give the same for the same arguments, everywhere and always; all others tell of the machine. */
const PURE_GLOBALS = new Set(
  words(`
    globalThis global undefined NaN Infinity
    Object Function Boolean Symbol Number BigInt Math String RegExp JSON Promise Proxy Reflect
    Array Map Set WeakMap WeakSet Iterator ArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray
    Int16Array Uint16Array Int32Array Uint32Array Float16Array Float32Array Float64Array
    BigInt64Array BigUint64Array Buffer TextEncoder TextDecoder atob btoa structuredClone
    Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError SuppressedError
    DOMException parseFloat parseInt isFinite isNaN escape unescape eval
    decodeURI decodeURIComponent encodeURI encodeURIComponent URL URLSearchParams
  `),
)

/** Modules of Node that tell of the machine or change it. */
const MODULES = words(`
  fs fs/promises os process child_process worker_threads cluster module vm v8 crypto perf_hooks
  timers timers/promises async_hooks diagnostics_channel inspector console tty repl readline readline/promises
  net dgram dns dns/promises tls http http2 https stream/promises
`)

/** What these modules have that is pure. */
const PURE_EXPORTS = new Set(
  words('crypto.createHash crypto.createHmac crypto.hash crypto.Hash crypto.Hmac crypto.timingSafeEqual'),
)

/** Methods of a date that neither the time zone nor the language of the machine changes. */
const PURE_DATE = /UTC|GMT|^(constructor|getTime|setTime|valueOf|toISOString|toJSON)$/

/** What the `yaml` package asks to know whether somebody wants to see its tokens printed: nobody does. */
const TOLERATED = ['LOG_TOKENS', 'LOG_STREAM']

const require = createRequire(import.meta.url)
// Taken now: what a module exports is refused, too, while a step is watched.
const tellImporters = syncBuiltinESMExports
const EXPORTS = MODULES.map((name) => ({ name, exported: require(`node:${name}`) as object }))
// Node 26 loads what some globals are when they are first looked at, and asks its own modules for it.
for (const name of Object.getOwnPropertyNames(globalThis)) Reflect.get(globalThis, name)

/**
 * Runs a step in which whatever tells of the machine and the moment is refused: clock, chance, environment,
 * disk, processes, network, timers, time zone and language. It is refused by an error, and remembered, so that
 * a step which catches the error is found out all the same. Everything is put back when the step is over.
 *
 * What a module took out of another one when it was loaded (`const { now } = Date`) is out of reach here; the
 * linter sees to it that ours don't (`biome.json`, `scripts/purity.grit`).
 * @param step what is looked at; it may not go on after it returned
 */
export function watched<Result>(step: () => Result): Watched<Result> {
  const asked = new Set<string>()
  const machine = new Machine(asked)
  let result: Result | undefined
  try {
    machine.takeAway()
    result = step()
    if (result instanceof Promise) {
      asked.add('a promise')
      result.catch(() => {})
    }
  } catch (error) {
    // What the step asked for is told; anything else went wrong by itself.
    if (asked.size === 0) throw error
  } finally {
    machine.giveBack()
  }
  return { result, asked: [...asked].sort() }
}

type Key = string | symbol

/** Everything that tells of the machine and the moment, taken away and given back. */
class Machine {
  readonly #asked: Set<string>
  readonly #before: [target: object, key: Key, descriptor: PropertyDescriptor][] = []
  /** Whether it is Node that looks at the exports of its modules, and not the step. */
  #isNode = false

  constructor(asked: Set<string>) {
    this.#asked = asked
  }

  takeAway(): void {
    this.#takeDate()
    this.#replace(Math, 'random', 'Math.random')
    this.#takeLanguage()
    // Those with underscores are the test runner's.
    const globals = Object.getOwnPropertyNames(globalThis).filter(
      (name) => name !== 'Date' && !PURE_GLOBALS.has(name) && !name.startsWith('__'),
    )
    for (const name of ['getRandomValues', 'randomUUID', 'subtle'])
      this.#replace(Object.getPrototypeOf(crypto), name, `crypto.${name}`)
    for (const { name, exported } of EXPORTS) {
      for (const key of Object.getOwnPropertyNames(exported)) {
        if (!PURE_EXPORTS.has(`${name}.${key}`)) this.#replace(exported, key, `${name}.${key}`)
      }
    }
    for (const name of globals) this.#replace(globalThis, name, name)
    this.#tellNode()
  }

  giveBack(): void {
    for (const [target, key, descriptor] of this.#before.splice(0).reverse())
      Object.defineProperty(target, key, descriptor)
    this.#tellNode()
  }

  /** Makes `import { readFileSync } from 'node:fs'` what is in the object that `require` gives. */
  #tellNode(): void {
    this.#isNode = true
    tellImporters()
    this.#isNode = false
  }

  #define(target: object, key: Key, descriptor: PropertyDescriptor): void {
    const before = Object.getOwnPropertyDescriptor(target, key)
    if (before === undefined || before.configurable !== true) return
    this.#before.push([target, key, before])
    Object.defineProperty(target, key, { ...descriptor, configurable: true, enumerable: before.enumerable! })
  }

  /** Refuses a property of something, with whatever is done to it. */
  #replace(target: object, key: string, name: string): void {
    const refused = this.#refused(name)
    const get = () => (this.#isNode || name === 'process.env' ? refused : this.#refuse(name))
    this.#define(target, key, { get, set: () => this.#refuse(name) })
  }

  /** Something that refuses whatever is done to it. */
  #refused(name: string): object {
    const refuse = () => this.#refuse(name)
    const traps = Object.getOwnPropertyNames(Reflect).map((trap) => [trap, refuse])
    const get = (_: object, key: Key) =>
      name === 'process.env' && TOLERATED.includes(String(key)) ? undefined : refuse()
    return new Proxy(() => {}, { ...Object.fromEntries(traps), get } as ProxyHandler<() => void>)
  }

  #refuse(name: string): never {
    this.#asked.add(name)
    throw new Error(`${name} was asked`)
  }

  #takeDate(): void {
    const refuse = (name: string) => this.#refuse(name)
    const value = new Proxy(Date, {
      apply: () => refuse('Date()'),
      construct: (target, args: [number]) =>
        args.length === 1 && typeof args[0] === 'number' ? new target(...args) : refuse('new Date()'),
      get: (target, key) =>
        key === 'now' || key === 'parse' ? refuse(`Date.${key}`) : Reflect.get(target, key),
    })
    this.#define(globalThis, 'Date', { value, writable: true })
    for (const key of Object.getOwnPropertyNames(Date.prototype))
      if (!PURE_DATE.test(key)) this.#replace(Date.prototype, key, `Date.prototype.${key}`)
  }

  #takeLanguage(): void {
    const { prototype: list } = Array
    const typedList = Object.getPrototypeOf(Uint8Array.prototype)
    for (const prototype of [String.prototype, Number.prototype, BigInt.prototype, list, typedList])
      for (const key of Object.getOwnPropertyNames(prototype).filter((key) => /locale/i.test(key)))
        this.#replace(prototype, key, key)
  }
}
