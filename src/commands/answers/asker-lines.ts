import type { Choice } from '../../fleet/questions/question.ts'
import { visible } from '../../text/visible.ts'
import { Cancelled } from '../command-line/failure.ts'
import type { Asker } from './asker.ts'
import { splitList } from './entries.ts'

/**
 * Asks in plain lines that are never redrawn, for screen readers: choices are numbered and answered by number
 * or name.
 * @param signal cancels the question that is open and all that follow
 */
export async function openLineAsker(signal: AbortSignal): Promise<Asker> {
  const { createInterface } = await import('node:readline')
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false })
  const waiting: string[] = []
  let wake: (() => void) | undefined
  let closed = false
  lines.on('line', (line) => {
    waiting.push(line)
    wake?.()
  })
  lines.on('close', () => {
    closed = true
    wake?.()
  })
  signal.addEventListener('abort', () => wake?.())
  const read = async (): Promise<string> => {
    while (waiting.length === 0 || signal.aborted) {
      if (closed || signal.aborted) throw new Cancelled()
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    return waiting.shift()!.trim()
  }
  const say = (text: string) => process.stderr.write(visible(text))
  const offer = (choices: readonly Choice[]) => {
    for (const [index, { title, hint }] of choices.entries())
      say(`  ${index + 1}. ${title}${hint === undefined ? '' : `: ${hint}`}\n`)
  }
  const pick = (answer: string, choices: readonly Choice[]): Choice | undefined =>
    choices.find(({ value, title }) => value === answer || title === answer) ?? choices[Number(answer) - 1]
  const repeat = async <Answer>(
    question: string,
    accept: (answer: string) => Answer | { problem: string },
  ): Promise<Answer> => {
    for (;;) {
      say(question)
      const accepted = accept(await read())
      if (typeof accepted !== 'object' || accepted === null || !('problem' in accepted)) return accepted
      say(`${accepted.problem}\n`)
    }
  }
  return {
    text: (message, initial, check) =>
      repeat(`${message}${initial === undefined || initial === '' ? '' : ` (${initial})`}: `, (answer) => {
        const value = answer === '' ? (initial ?? '') : answer
        const problem = check(value)
        return problem === undefined ? value : { problem }
      }),
    choose: (message, choices, initial) => {
      say(`${message}:\n`)
      offer(choices)
      return repeat(`Number${initial === undefined ? '' : ` (${initial})`}: `, (answer) => {
        if (answer === '' && initial !== undefined) return initial
        return pick(answer, choices)?.value ?? { problem: `Type a number from 1 to ${choices.length}.` }
      })
    },
    chooseSeveral: (message, choices, initial) => {
      say(`${message}:\n`)
      offer(choices)
      return repeat(
        `Numbers separated by commas, "none" for none (${initial.join(', ') || 'none'}): `,
        (answer) => {
          if (answer === '') return [...initial]
          if (answer === 'none') return []
          const picked = splitList(answer).map((part) => pick(part, choices))
          return picked.includes(undefined)
            ? { problem: `Type numbers from 1 to ${choices.length}.` }
            : picked.map((choice) => choice!.value)
        },
      )
    },
    confirm: (message, initial) =>
      repeat(`${message} (${initial ? 'yes' : 'no'}): `, (answer) => {
        if (answer === '') return initial
        if (/^y(es)?$/i.test(answer)) return true
        return /^no?$/i.test(answer) ? false : { problem: 'Type yes or no.' }
      }),
    close: () => lines.close(),
  }
}
