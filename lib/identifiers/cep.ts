/** A postal code: eight digits, no dash. */
export type Cep = string & { readonly __cep: true }

/** Reads `01310-100` or `01310100`; null for anything else. */
export function parseCep(text: string): Cep | null {
  const trimmed = text.trim()
  // The brand exists only in the type system; its one rule has just been checked.
  return /^\d{5}-?\d{3}$/.test(trimmed) ? (trimmed.replace('-', '') as Cep) : null
}

/** `01310-100` */
export function formatCep(cep: Cep): string {
  return `${cep.slice(0, 5)}-${cep.slice(5)}`
}
