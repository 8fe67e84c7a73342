import manifest from '../../../package.json' with { type: 'json' }

/** Version of this generator, as the lock records it. */
export const GENERATOR_VERSION: string = manifest.version
