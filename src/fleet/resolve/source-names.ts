/** Name of the GitRepository of the fleet's own repository, which the installer makes. */
export const FLEET_SOURCE = 'flux-system'

/** Name of the GitRepository of a platform repository. */
export const PLATFORM_SOURCE = 'platform'
