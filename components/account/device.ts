const BROWSERS = [
  ['Edge', /Edg\//],
  ['Opera', /OPR\//],
  ['Firefox', /Firefox\//],
  ['Chrome', /Chrom(?:e|ium)\//],
  ['Safari', /Safari\//],
] as const

const SYSTEMS = [
  ['Android', /Android/],
  ['iOS', /iPhone|iPad/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X/],
  ['Linux', /Linux/],
] as const

export type Device = { browser: string | null; system: string | null; phone: boolean }

/** What a user agent says of itself, well enough for a person to know their own machine again. Order matters. */
export function deviceOf(userAgent: string | null): Device {
  const text = userAgent ?? ''
  const browser = BROWSERS.find(([, mark]) => mark.test(text))?.[0] ?? null
  const system = SYSTEMS.find(([, mark]) => mark.test(text))?.[0] ?? null
  return { browser, system, phone: /Mobile|iPhone|Android/.test(text) }
}
