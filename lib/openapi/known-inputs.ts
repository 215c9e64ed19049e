import type { z } from 'zod'
import { MOVEMENT_TYPES } from '#lib/identifiers/movement-type.ts'
import {
  AddressInput,
  BureauIdInput,
  CardInput,
  CardNumberInput,
  CardTokenInput,
  CepInput,
  CivilDateInput,
  CpfInput,
  MovementTypeInput,
  NameInput,
  UfInput,
} from '#lib/identifiers/schemas.ts'
import { UFS } from '#lib/identifiers/uf.ts'
import type { ErrorCode } from '#lib/kernel/app-error.ts'

type KnownInput = {
  /** The component's name in the document. */
  name: string
  /** What the parser behind the schema asks for, as far as JSON Schema can say it. */
  says: Readonly<Record<string, unknown>>
  /** How it refuses. */
  codes: readonly ErrorCode[]
}

const CPF_CODES = ['cpf_tamanho', 'cpf_formato', 'cpf_digito', 'cpf_repetido'] as const

/**
 * Inputs that are read by a parser of their own: zod knows them as strings only. Keyed by the schema itself, so that
 * whoever parses with one is documented with what it asks for and how it refuses.
 */
export const KNOWN_INPUTS: ReadonlyMap<z.ZodType, KnownInput> = new Map<z.ZodType, KnownInput>([
  [
    CpfInput,
    {
      name: 'CpfEntrada',
      says: {
        description: 'CPF: onze dígitos, ou a forma 000.000.000-00. Os dígitos verificadores são conferidos.',
        pattern: '^(\\d{11}|\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2})$',
      },
      codes: CPF_CODES,
    },
  ],
  [
    NameInput,
    {
      name: 'NomeEntrada',
      says: {
        description:
          'Nome de pessoa: ao menos nome e sobrenome, sem curingas. Acentos, maiúsculas e partículas não fazem diferença.',
      },
      codes: ['nome_invalido'],
    },
  ],
  [
    AddressInput,
    {
      name: 'EnderecoEntrada',
      says: { description: 'Endereço: logradouro e número; o CEP ajuda.' },
      codes: ['cep_invalido'],
    },
  ],
  [
    CardNumberInput,
    {
      name: 'NumeroDeCartaoEntrada',
      says: {
        description: 'Número de cartão: só no corpo de um POST, nunca na URL ou em cabeçalhos.',
        writeOnly: true,
      },
      codes: ['cartao_invalido'],
    },
  ],
  [
    CardTokenInput,
    {
      name: 'CartaoEntrada',
      says: { description: 'Token de cartão, que fica no lugar do número.', pattern: '^car_[0-9A-Za-z]{22}$' },
      codes: ['cartao_invalido'],
    },
  ],
  [
    CardInput,
    {
      name: 'CartaoOuNumeroEntrada',
      says: { description: 'Cartão, por token ou por número (13 a 19 dígitos). O número só no corpo de um POST.' },
      codes: ['cartao_invalido'],
    },
  ],
  [
    BureauIdInput,
    {
      name: 'BureauEntrada',
      says: { description: 'Identificador de um birô.', pattern: '^bur_[0-9A-Za-z]{22}$' },
      codes: [],
    },
  ],
  [
    CepInput,
    {
      name: 'CepEntrada',
      says: { description: 'CEP: oito dígitos, ou a forma 00000-000.', pattern: '^\\d{5}-?\\d{3}$' },
      codes: ['cep_invalido'],
    },
  ],
  [UfInput, { name: 'UfEntrada', says: { description: 'Unidade da federação.', enum: [...UFS] }, codes: [] }],
  [
    CivilDateInput,
    {
      name: 'DataEntrada',
      says: { description: 'Dia que existe no calendário, AAAA-MM-DD.', format: 'date' },
      codes: [],
    },
  ],
  [
    MovementTypeInput,
    {
      name: 'TipoDeMovimentacaoEntrada',
      says: { description: 'Tipo de movimentação.', enum: [...MOVEMENT_TYPES] },
      codes: [],
    },
  ],
])
