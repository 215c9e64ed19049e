import { type Cep, parseCep } from './cep.ts'
import { withoutMarks, withoutParticles } from './plain-words.ts'

/** An address made comparable. `street` has no type, no particles, and titles written out. */
export type ParsedAddress = { streetType: string; street: string; number: string; cep: Cep | null }

export type AddressParse =
  | { kind: 'valid'; address: ParsedAddress }
  | { kind: 'refused'; code: 'requisicao_invalida' | 'cep_invalido' }

const MAX_LENGTH = 160

const STREET_TYPES: Readonly<Record<string, readonly string[]>> = {
  ALAMEDA: ['AL'],
  AVENIDA: ['AV', 'AVE'],
  BECO: ['BC'],
  CONJUNTO: ['CJ', 'CONJ'],
  ESTRADA: ['EST', 'ESTR'],
  JARDIM: ['JD'],
  LADEIRA: ['LAD', 'LD'],
  LARGO: ['LG', 'LGO'],
  PARQUE: ['PQ', 'PRQ'],
  PRACA: ['PC', 'PCA'],
  QUADRA: ['Q', 'QD'],
  RODOVIA: ['ROD'],
  RUA: ['R'],
  SERVIDAO: ['SERV'],
  SETOR: ['ST'],
  SQN: [],
  SQS: [],
  TRAVESSA: ['TV', 'TRAV'],
  VIA: [],
  VIELA: ['VIE'],
  VILA: ['VL'],
}

const TITLES: Readonly<Record<string, string>> = {
  BRIG: 'BRIGADEIRO',
  CAP: 'CAPITAO',
  CEL: 'CORONEL',
  DEP: 'DEPUTADO',
  DES: 'DESEMBARGADOR',
  DR: 'DOUTOR',
  DRA: 'DOUTORA',
  ENG: 'ENGENHEIRO',
  GAL: 'GENERAL',
  GEN: 'GENERAL',
  GOV: 'GOVERNADOR',
  MAL: 'MARECHAL',
  MIN: 'MINISTRO',
  PE: 'PADRE',
  PRES: 'PRESIDENTE',
  PROF: 'PROFESSOR',
  PROFA: 'PROFESSORA',
  SEN: 'SENADOR',
  SGT: 'SARGENTO',
  STA: 'SANTA',
  STO: 'SANTO',
  TEN: 'TENENTE',
  VER: 'VEREADOR',
}

const TYPE_OF_WORD: ReadonlyMap<string, string> = new Map(
  Object.entries(STREET_TYPES).flatMap(([type, shorts]) => [type, ...shorts].map((word) => [word, type] as const)),
)

/** Reads `logradouro, numero[, cep]`, as a path or a search box holds an address. */
export function parseAddressText(text: string): AddressParse {
  const parts = text.split(',')
  if (parts.length > 3) return { kind: 'refused', code: 'requisicao_invalida' }
  const [logradouro = '', numero = '', cep] = parts
  return parseAddressParts({ logradouro, numero, ...(cep === undefined ? {} : { cep }) })
}

/** Reads an address in parts, as a body holds it. The street must name its type: `Rua`, `R.`, `Av`… */
export function parseAddressParts(parts: { logradouro: string; numero: string; cep?: string }): AddressParse {
  const [typeWord = '', ...rest] = wordsOf(parts.logradouro)
  const streetType = TYPE_OF_WORD.get(typeWord)
  const street = streetKeyOf(rest)
  const number = parseHouseNumber(parts.numero)
  if (streetType === undefined || street === '' || number === null) {
    return { kind: 'refused', code: 'requisicao_invalida' }
  }
  const cep = parts.cep === undefined ? null : parseCep(parts.cep)
  if (parts.cep !== undefined && cep === null) return { kind: 'refused', code: 'cep_invalido' }
  return { kind: 'valid', address: { streetType, street, number, cep } }
}

/** `RUA|ACACIAS|120|50010120`; the last part is empty without a CEP. */
export function addressKeyOf(address: ParsedAddress): string {
  return [address.streetType, address.street, address.number, address.cep ?? ''].join('|')
}

/** The keys under which a store files an address so that it's found with its CEP and without. */
export function addressIndexKeysOf(address: ParsedAddress): string[] {
  const open = addressKeyOf({ ...address, cep: null })
  return address.cep === null ? [open] : [open, addressKeyOf(address)]
}

/** Whether a text begins like a street: `Rua`, `Av.`, `Pç`… */
export function beginsLikeStreet(text: string): boolean {
  const words = wordsOf(text)
  return words.length > 1 && TYPE_OF_WORD.has(words[0] ?? '')
}

function streetKeyOf(words: readonly string[]): string {
  const written = words.map((word) => TITLES[word] ?? word)
  const kept = withoutParticles(written)
  // `Quadra E`: a street may be called by what is elsewhere a particle.
  return (kept.length > 0 ? kept : written).join(' ')
}

/** Words of letters and digits; none at all if the text is over-long or holds any sign that streets don't. */
function wordsOf(text: string): string[] {
  if (text.length > MAX_LENGTH || !/^[\p{L}\p{M}\d'’.ºª\-/ ]*$/u.test(text)) return []
  const plain = withoutMarks(text)
    .replace(/['’ºª]/g, '')
    .replace(/[.\-/]/g, ' ')
  const words = plain.split(' ').filter((word) => word !== '')
  return words.every((word) => /^[A-Z0-9]+$/.test(word)) ? words : []
}

/** `120`, `120A`, or `SN` for a house without one. */
function parseHouseNumber(text: string): string | null {
  const plain = withoutMarks(text.trim())
  if (/^S[/. ]?N[.º°]?$/.test(plain)) return 'SN'
  const match = /^0*(\d{1,6})[- ]?([A-Z]?)$/.exec(plain)
  return match ? `${match[1]}${match[2]}` : null
}
