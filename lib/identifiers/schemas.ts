import { z } from 'zod'
import type { ErrorCode } from '#lib/kernel/app-error.ts'
import { parseCivilDate } from '#lib/kernel/clock.ts'
import type { CardToken } from '#lib/kernel/ids.ts'
import { parseAddressParts } from './address-key.ts'
import { type CardNumber, parseCardNumber } from './card-number.ts'
import { parseCep } from './cep.ts'
import { parseCpf } from './cpf.ts'
import { parseMovementType } from './movement-type.ts'
import { parseNameKey } from './name-key.ts'
import { parseBureauId, parseCardToken } from './opaque-ids.ts'
import { parseUf } from './uf.ts'

/** Without a limit of its own: each parser refuses what is over-long with its own code, and bodies are bounded. */
const Text = z.string()

/** A string that `parse` reads, refused with `code` as the issue's message (see `fieldErrorsOf`). */
function read<Value>(parse: (text: string) => Value | null, code: ErrorCode) {
  return Text.transform((text, context): Value => {
    const value = parse(text)
    if (value !== null) return value
    context.addIssue({ code: 'custom', message: code })
    return z.NEVER
  })
}

/** A CPF, bare or punctuated → `Cpf`; refused with exactly one of the four `cpf_…` codes. */
export const CpfInput = Text.transform((text, context) => {
  const parse = parseCpf(text)
  if (parse.kind === 'valid') return parse.cpf
  context.addIssue({ code: 'custom', message: parse.code })
  return z.NEVER
})

/** A person's name of two words at least → `NameKey`. */
export const NameInput = read(parseNameKey, 'nome_invalido')

/** `{logradouro, numero, cep?}` → `ParsedAddress`. */
export const AddressInput = z
  .strictObject({ logradouro: Text, numero: Text, cep: Text.optional() })
  .transform(({ logradouro, numero, cep }, context) => {
    const parse = parseAddressParts({ logradouro, numero, ...(cep === undefined ? {} : { cep }) })
    if (parse.kind === 'valid') return parse.address
    context.addIssue({ code: 'custom', message: parse.code, path: parse.code === 'cep_invalido' ? ['cep'] : [] })
    return z.NEVER
  })

/** A card number, for the body of a POST and nowhere else → `CardNumber`. */
export const CardNumberInput = read(parseCardNumber, 'cartao_invalido')

/** `car_…` → `CardToken`. */
export const CardTokenInput = read(parseCardToken, 'cartao_invalido')

/** A card by its number or its token, for the body of a POST: `cartao` may be either. */
export const CardInput = read(
  (text): { kind: 'token'; token: CardToken } | { kind: 'number'; number: CardNumber } | null => {
    const token = parseCardToken(text)
    if (token !== null) return { kind: 'token', token }
    const number = parseCardNumber(text)
    return number === null ? null : { kind: 'number', number }
  },
  'cartao_invalido',
)

/** `bur_…` → `BureauId`. */
export const BureauIdInput = read(parseBureauId, 'requisicao_invalida')

/** `01310-100` or `01310100` → `Cep`. */
export const CepInput = read(parseCep, 'cep_invalido')

/** A UF, in capitals or not → `Uf`. */
export const UfInput = read(parseUf, 'requisicao_invalida')

/** `YYYY-MM-DD` of a day that exists → `CivilDate`. */
export const CivilDateInput = read(parseCivilDate, 'requisicao_invalida')

/** `PIX`, `TED`… → `MovementType`. */
export const MovementTypeInput = read(parseMovementType, 'requisicao_invalida')

/** A candidate's reference, as it was handed out: what it is worth is for whoever made it to say. */
export const RefInput = z.string().max(256, 'referencia_invalida')
