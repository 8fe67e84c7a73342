import { appendFileSync, readFileSync } from 'node:fs'

/**
 * Writes down how a stand-in was called: a line of JSON in the file that `STAND_IN_RECORD` names.
 * @param program what was called
 * @param stdin what it was given, when it reads that
 * @param texts what is in the files that it was given
 */
export function record(program, args, stdin, texts) {
  appendFileSync(process.env.STAND_IN_RECORD, `${JSON.stringify({ program, args, stdin, texts })}\n`)
}

/** What was given on stdin. */
export function readStdin() {
  return readFileSync(0, 'utf8')
}

/** Ends as a program does that was called wrongly. */
export function refuse(message) {
  console.error(`✗ ${message}`)
  process.exit(64)
}

/** Prints a Secret as `kubectl create secret generic --dry-run=client --output=yaml` does. */
export function printSecret(name, namespace, data) {
  const entries = Object.entries(data).map(
    ([key, value]) => `  ${key}: ${Buffer.from(value).toString('base64')}\n`,
  )
  const quoted = (text) => JSON.stringify(text)
  process.stdout.write(
    `apiVersion: v1\ndata:\n${entries.join('')}kind: Secret\nmetadata:\n` +
      `  name: ${quoted(name)}\n  namespace: ${quoted(namespace)}\n`,
  )
}
