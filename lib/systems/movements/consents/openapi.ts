import { z } from 'zod'
import { maskCpf } from '#lib/identifiers/cpf.ts'
import type { ApiAnswer, ApiOperation, ApiSection } from '#lib/openapi/declaration.ts'
import { EXAMPLE_INSTANT, type ExamplePeople } from '#lib/openapi/example-people.ts'
import { DEMO_INSTITUTIONS } from '#lib/population/demo.ts'
import {
  ConsentListSchema,
  type ConsentOnWire,
  ConsentSchema,
  ListConsentsInput,
  RegisterConsentBody,
} from './schemas.ts'

const WORDS = {
  Consentimento: 'O consentimento de uma pessoa à instituição. O que diz nunca muda; só acaba.',
  Consentimentos: 'Os consentimentos da instituição, dos mais novos para os mais velhos, também os que já acabaram.',
  'Consentimento.ref': 'Abre as fichas da pessoa por dez minutos, só para quem a recebeu.',
  'Consentimento.instituicao': 'A instituição que o recebeu: a da chave.',
  classes:
    'O que ele abre: `BANK_SECRECY` (movimentações e compras), `REGISTRATION` (cadastro), `POSITIVE_HISTORY` (histórico).',
  evidencia: 'Como foi dado, em palavras: o termo, o meio, o número.',
  'Consentimento.situacao':
    '`vigente`; `expirado`, ao chegar o fim; `retirado`, pela pessoa; `substituido`, por um mais novo dela à mesma instituição.',
  concedido_em: 'Desde quando vale.',
  encerrado_em: 'Quando foi retirado ou substituído; nulo onde não foi.',
  substitui: 'O consentimento cujo lugar tomou; nulo onde não havia.',
  registrado_por: 'A chave que o registrou; nula onde veio de uma fonte.',
} as const

const COMMON = {
  tag: 'consentimentos',
  access: { by: ['key', 'token'], scopes: ['consentimentos:registrar'] },
  headers: ['Finalidade', 'Relacao'],
  limited: 'people',
  recorded: true,
} as const satisfies Partial<ApiOperation>

/** The document's part on consents. */
export function describeConsents({ noScore }: ExamplePeople): ApiSection {
  const consent: ConsentOnWire = {
    id: `cst_${'4kD2'.repeat(5)}aB`,
    ref: `ref_${'A'.repeat(60)}`,
    cpf: maskCpf(noScore.cpf),
    instituicao: DEMO_INSTITUTIONS.aurora.id,
    classes: ['BANK_SECRECY', 'REGISTRATION'],
    evidencia: 'Termo eletrônico TE-000017, aceito no aplicativo',
    situacao: 'vigente',
    concedido_em: EXAMPLE_INSTANT,
    expira_em: '2029-12-31T03:00:00.000Z',
    encerrado_em: null,
    substitui: null,
    registrado_por: null,
  }
  const one = (description: string): ApiAnswer => ({
    description,
    schema: ConsentSchema,
    examples: { consentimento: consent },
    cacheControl: 'no-store',
  })
  const { classes, evidencia, expira_em } = consent
  const id = { readings: { id: { schema: z.string(), example: consent.id } } }
  return {
    components: { Consentimento: ConsentSchema, Consentimentos: ConsentListSchema },
    words: WORDS,
    operations: [
      {
        ...COMMON,
        id: 'registrarConsentimento',
        method: 'post',
        path: '/v1/consentimentos',
        summary: 'Registra um consentimento',
        description:
          'Vale no mesmo instante, para a instituição da chave. Um consentimento vigente da mesma pessoa à mesma instituição é substituído: vale a última palavra dela, mais larga ou mais estreita, e o anterior fica no histórico. Sob a mesma `Idempotency-Key` o mesmo pedido dá a mesma resposta, uma vez só. Cada registro conta a pessoa no limite do dia, exista ela ou não.',
        headers: [...COMMON.headers, 'Idempotency-Key'],
        body: {
          schema: RegisterConsentBody,
          examples: { cpf: { cpf: noScore.cpf, classes, evidencia, expira_em } },
          exactlyOne: ['cpf', 'ref'],
        },
        answers: { 201: one('O consentimento, como foi registrado.') },
        refusals: ['pessoa_nao_encontrada', 'intervalo_de_datas'],
      },
      {
        ...COMMON,
        id: 'listarConsentimentos',
        method: 'get',
        path: '/v1/consentimentos',
        summary: 'Os consentimentos da instituição',
        description: 'Cada pessoa mostrada fica registrada na trilha e conta no limite de pessoas do dia.',
        query: { schema: ListConsentsInput, examples: { limite: 5 } },
        answers: {
          200: {
            description: 'Uma página.',
            schema: ConsentListSchema,
            examples: { pagina: { itens: [consent], proximo: null } },
            cacheControl: 'no-store',
          },
        },
      },
      {
        ...COMMON,
        id: 'verConsentimento',
        method: 'get',
        path: '/v1/consentimentos/{id}',
        summary: 'Um consentimento da instituição',
        description: 'O de outra instituição responde como um que não existe.',
        params: { id },
        answers: { 200: one('O consentimento.') },
        refusals: ['recurso_nao_encontrado'],
      },
      {
        ...COMMON,
        id: 'retirarConsentimento',
        method: 'delete',
        path: '/v1/consentimentos/{id}',
        summary: 'Retira um consentimento',
        description: 'Vale no mesmo instante. Um que já acabou fica como está: repetir não muda nada.',
        params: { id },
        answers: { 200: one('O consentimento, como ficou.') },
        refusals: ['recurso_nao_encontrado'],
      },
    ],
  }
}
