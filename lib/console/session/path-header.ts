/** Carries the path being asked for, without its query, from proxy.ts to whoever sends people to sign in and back. */
export const PATH_HEADER = 'x-crivo-path'
