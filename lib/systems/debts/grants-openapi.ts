import { z } from 'zod'
import { NoQuery } from '#lib/http/read-query.ts'
import { maskCpf } from '#lib/identifiers/cpf.ts'
import type { ApiAnswer, ApiOperation, ApiSection } from '#lib/openapi/declaration.ts'
import { EXAMPLE_INSTANT, type ExamplePeople } from '#lib/openapi/example-people.ts'
import { type GrantOnWire, GrantPageSchema, GrantSchema, ListGrantsInput, RequestGrantInput } from './schemas.ts'

const WORDS = {
  Concessao: 'O direito de abrir dívidas de pessoas no Sistema 1: pedido por uma chave ou pessoa, aprovado por outra.',
  Concessoes: 'As concessões que a própria chave pediu, das mais novas para as mais velhas.',
  'Concessao.situacao':
    '`pendente` até que outra pessoa decida, por um dia; `aprovada`, enquanto abre; depois `recusada`, `encerrada`, `expirada` ou `esgotada`.',
  escopo:
    '`pessoa`: um CPF; `lote`: os nomeados, até cinquenta; `busca`: procurar por nome e endereço, que dá candidatos e pede duas aprovações.',
  'pedirConcessao.escopo': 'Para procurar por nome e endereço, em vez de nomear pessoas.',
  'Concessao.cpf': 'A pessoa, mascarada; nulo num `lote` e numa `busca`.',
  'Concessao.cpfs': 'As pessoas de um `lote`, mascaradas.',
  'pedirConcessao.cpfs': 'Até cinquenta pessoas; um CPF repetido conta uma vez.',
  finalidade: 'Para que se consulta; só para ela a concessão serve.',
  motivo: 'Por que, em palavras, para quem decide: de 20 a 500 caracteres.',
  relacao: 'O número da proposta ou do contrato; nulo onde não foi dito.',
  'pedirConcessao.relacao': 'O número da proposta ou do contrato; também pelo cabeçalho `Relacao`.',
  minutos: 'Por quantos minutos vale, a contar da aprovação; até 60.',
  solicitante: 'Quem pediu: a chave, ou o e-mail da pessoa.',
  'Concessao.criada_em': 'Quando foi pedida.',
  vale_de: 'Quando foi aprovada; nulo enquanto não foi.',
  'Concessao.expira_em': 'Até quando vale; nulo enquanto não foi aprovada.',
  usos: 'Quantas consultas abre; até 100.',
  usos_restantes: 'Quantas consultas ainda abre.',
  aprovacoes: 'Quem aprovou, e quando. Uma `busca` precisa de duas.',
  'aprovacoes.por': 'O e-mail de quem aprovou.',
} as const

const COMMON = {
  tag: 'concessoes',
  access: { by: ['key', 'token'], scopes: ['concessoes:solicitar'] },
  headers: ['Finalidade', 'Relacao'],
  limited: 'calls',
  recorded: true,
} as const satisfies Partial<ApiOperation>

/** The document's part on grants: asking, looking and ending. People decide, in the portal. */
export function describeGrants({ indebted }: ExamplePeople): ApiSection {
  const { cpf } = indebted
  const motivo = 'Análise da proposta de crédito na agência'
  const asked = { finalidade: 'analise_de_credito', motivo, minutos: 30 } as const
  const grant: GrantOnWire = {
    id: `con_${'4kD2'.repeat(5)}aB`,
    situacao: 'pendente',
    escopo: 'pessoa',
    cpf: maskCpf(cpf),
    cpfs: [],
    ...asked,
    relacao: 'PROP-2026-1',
    solicitante: `crk_live_${'7hQ1'.repeat(5)}xY`,
    criada_em: EXAMPLE_INSTANT,
    vale_de: null,
    expira_em: null,
    usos: 10,
    usos_restantes: 10,
    aprovacoes: [],
  }
  const one = (description: string): ApiAnswer => ({
    description,
    schema: GrantSchema,
    examples: { concessao: grant },
    cacheControl: 'no-store',
  })
  const id = { readings: { id: { schema: z.string(), example: grant.id } } }
  const ofOne = {
    ...COMMON,
    path: '/v1/concessoes/{id}',
    params: { id },
    query: { schema: NoQuery },
    refusals: ['recurso_nao_encontrado'],
  } as const satisfies Partial<ApiOperation>
  return {
    components: { Concessao: GrantSchema, Concessoes: GrantPageSchema },
    words: WORDS,
    operations: [
      {
        ...COMMON,
        id: 'pedirConcessao',
        method: 'post',
        path: '/v1/concessoes',
        summary: 'Pede uma concessão',
        description:
          'Nada abre até que outra pessoa da instituição a aprove, no portal; chaves não aprovam. A resposta é a mesma, existam as pessoas ou não. Sob a mesma `Idempotency-Key` o mesmo pedido dá a mesma concessão, durante um dia.',
        headers: [...COMMON.headers, 'Idempotency-Key'],
        query: { schema: NoQuery },
        body: {
          schema: RequestGrantInput,
          exactlyOne: ['cpf', 'ref', 'cpfs', 'escopo'],
          examples: {
            pessoa: { cpf, ...asked, relacao: 'PROP-2026-1' },
            lote: { cpfs: [cpf], ...asked, usos: 5 },
            busca: { escopo: 'busca', ...asked },
          },
        },
        answers: { 201: { ...one('A concessão pedida.'), headers: ['Location'] } },
      },
      {
        ...COMMON,
        id: 'listarConcessoes',
        method: 'get',
        path: '/v1/concessoes',
        summary: 'As concessões que a chave pediu',
        description: 'Também as que já acabaram. As de outras chaves e pessoas da instituição estão no portal.',
        query: { schema: ListGrantsInput, examples: { limite: 5 } },
        answers: {
          200: {
            description: 'Uma página.',
            schema: GrantPageSchema,
            examples: { pagina: { itens: [grant], proximo: null } },
            cacheControl: 'no-store',
          },
        },
      },
      {
        ...ofOne,
        id: 'verConcessao',
        method: 'get',
        summary: 'Uma concessão que a chave pediu',
        description: 'A de outrem responde como uma que não existe.',
        answers: { 200: one('A concessão.') },
      },
      {
        ...ofOne,
        id: 'encerrarConcessao',
        method: 'delete',
        summary: 'Encerra uma concessão',
        description:
          'Vale no mesmo instante; um pedido ainda pendente é retirado. Uma que já acabou fica como está: repetir não muda nada.',
        answers: { 200: one('A concessão, como ficou.') },
      },
    ],
  }
}
