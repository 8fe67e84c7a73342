/** The namespace of Flux's controllers, and of what the platform itself has them apply. */
export const FLUX_NAMESPACE = 'flux-system'
