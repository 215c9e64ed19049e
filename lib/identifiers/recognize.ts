import { type CivilDate, parseCivilDate } from '#lib/kernel/clock.ts'
import type { BureauId, CardToken } from '#lib/kernel/ids.ts'
import { type AddressParse, beginsLikeStreet, type ParsedAddress, parseAddressText } from './address-key.ts'
import { parseCardNumber } from './card-number.ts'
import { type Cpf, type CpfRefusalCode, parseCpf } from './cpf.ts'
import { type MovementType, parseMovementType } from './movement-type.ts'
import { type NameKey, parseNameKey } from './name-key.ts'
import { parseBureauId, parseCardToken } from './opaque-ids.ts'

/** What `{x}` in a path may be: the words of `?por=`. */
export const SHAPES = ['cpf', 'nome', 'endereco', 'cartao', 'data', 'tipo', 'bureau'] as const
export type Shape = (typeof SHAPES)[number]

export type Reading =
  | { shape: 'cpf'; cpf: Cpf }
  | { shape: 'nome'; name: NameKey }
  | { shape: 'endereco'; address: ParsedAddress }
  | { shape: 'cartao'; cardToken: CardToken }
  | { shape: 'data'; date: CivilDate }
  | { shape: 'tipo'; movementType: MovementType }
  | { shape: 'bureau'; bureauId: BureauId }

export type Refusal = {
  shape: 'refused'
  code:
    | CpfRefusalCode
    | Extract<AddressParse, { kind: 'refused' }>['code']
    | 'nome_invalido'
    | 'cartao_invalido'
    | 'cartao_em_lugar_inseguro'
}

/**
 * What a text is meant to be, by its shape alone: a mistyped CPF is still a `cpf`. `numero_de_cartao` is a whole card
 * number, which belongs in no path and no search box; null is a blank text.
 */
export function shapeOf(text: string): Shape | 'numero_de_cartao' | null {
  const trimmed = text.trim()
  if (trimmed === '') return null
  if (trimmed.startsWith('car_')) return 'cartao'
  if (trimmed.startsWith('bur_')) return 'bureau'
  if (/^\d{4}-\d{2}-\d{2}$/.test(trimmed)) return 'data'
  if (parseMovementType(trimmed) !== null) return 'tipo'
  if (parseCardNumber(trimmed) !== null) return 'numero_de_cartao'
  const letters = trimmed.replace(/[^\p{L}]/gu, '').length
  if (letters === 0) return 'cpf'
  if (trimmed.includes(',') || beginsLikeStreet(trimmed)) return 'endereco'
  const digits = trimmed.replace(/\D/g, '').length
  return digits > letters ? 'cpf' : 'nome'
}

/** Reads a text as the shape it has, or as the one that `?por=` forces. */
export function recognize(text: string, forced?: Shape): Reading | Refusal {
  const shape = forced ?? shapeOf(text)
  if (shape === null) return refused('requisicao_invalida')
  if (shape === 'numero_de_cartao') return refused('cartao_em_lugar_inseguro')
  return READERS[shape](text.trim())
}

const READERS: Readonly<Record<Shape, (text: string) => Reading | Refusal>> = {
  cpf(text) {
    const parse = parseCpf(text)
    return parse.kind === 'valid' ? { shape: 'cpf', cpf: parse.cpf } : refused(parse.code)
  },
  nome(text) {
    const name = parseNameKey(text)
    return name === null ? refused('nome_invalido') : { shape: 'nome', name }
  },
  endereco(text) {
    const parse = parseAddressText(text)
    return parse.kind === 'valid' ? { shape: 'endereco', address: parse.address } : refused(parse.code)
  },
  cartao(text) {
    const cardToken = parseCardToken(text)
    if (cardToken !== null) return { shape: 'cartao', cardToken }
    return refused(parseCardNumber(text) === null ? 'cartao_invalido' : 'cartao_em_lugar_inseguro')
  },
  data(text) {
    const date = parseCivilDate(text)
    return date === null ? refused('requisicao_invalida') : { shape: 'data', date }
  },
  tipo(text) {
    const movementType = parseMovementType(text)
    return movementType === null ? refused('requisicao_invalida') : { shape: 'tipo', movementType }
  },
  bureau(text) {
    const bureauId = parseBureauId(text)
    return bureauId === null ? refused('requisicao_invalida') : { shape: 'bureau', bureauId }
  },
}

function refused(code: Refusal['code']): Refusal {
  return { shape: 'refused', code }
}
