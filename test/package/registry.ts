import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A registry on this machine that knows one package only. */
export interface Registry {
  url: string
  close(): Promise<void>
}

/** Serves a packed tarball as the newest version of its package. */
export async function serveTarball(
  tarball: string,
  manifest: { name: string; version: string },
): Promise<Registry> {
  const bytes = readFileSync(tarball)
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`
  const file = `/${manifest.name}/-/${manifest.name}-${manifest.version}.tgz`
  const server = createServer((request, response) => {
    if (request.url === file) return response.end(bytes)
    if (request.url !== `/${manifest.name}`) {
      response.statusCode = 404
      return response.end('{}')
    }
    response.setHeader('content-type', 'application/json')
    const dist = { tarball: `http://${request.headers.host}${file}`, integrity }
    return response.end(
      JSON.stringify({
        name: manifest.name,
        'dist-tags': { latest: manifest.version },
        versions: { [manifest.version]: { ...manifest, dist } },
      }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
