import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const Manifest = z.object({
  staticRoutes: z.array(z.object({ page: z.string() })),
  dynamicRoutes: z.array(z.object({ page: z.string(), regex: z.string() })),
})

/** The pattern of a page's path, for logs and metrics: `/consultas/[pessoa]`, never what a visitor typed. */
export type RoutePatternOf = (pathname: string) => string

const STATIC_ASSETS = '/_next/static/*'
const UNKNOWN = '(unmatched)'

/** Reads the patterns from the manifest of the build. */
export async function readPageRoutes(buildFolder: string): Promise<RoutePatternOf> {
  const manifest = Manifest.parse(JSON.parse(await readFile(join(buildFolder, 'routes-manifest.json'), 'utf8')))
  const known = new Set(manifest.staticRoutes.map(({ page }) => page))
  const dynamic = manifest.dynamicRoutes.map(({ page, regex }) => ({ page, regex: new RegExp(regex) }))
  return (pathname) => {
    if (pathname.startsWith('/_next/static/')) return STATIC_ASSETS
    if (known.has(pathname)) return pathname
    return dynamic.find(({ regex }) => regex.test(pathname))?.page ?? UNKNOWN
  }
}

export function isStaticAsset(pattern: string): boolean {
  return pattern === STATIC_ASSETS
}
