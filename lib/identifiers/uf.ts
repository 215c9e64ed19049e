/** The 27 federative units of Brazil: 26 states and the Federal District. */
export const UFS = [
  'AC',
  'AL',
  'AM',
  'AP',
  'BA',
  'CE',
  'DF',
  'ES',
  'GO',
  'MA',
  'MG',
  'MS',
  'MT',
  'PA',
  'PB',
  'PE',
  'PI',
  'PR',
  'RJ',
  'RN',
  'RO',
  'RR',
  'RS',
  'SC',
  'SE',
  'SP',
  'TO',
] as const
export type Uf = (typeof UFS)[number]

const ALL: ReadonlySet<string> = new Set(UFS)

export function isUf(text: string): text is Uf {
  return ALL.has(text)
}

/** A UF however it was typed (`sp`, ` SP `); null if there is no such unit. */
export function parseUf(text: string): Uf | null {
  const upper = text.trim().toUpperCase()
  return isUf(upper) ? upper : null
}
