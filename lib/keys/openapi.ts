import { z } from 'zod'
import type { ApiAnswer, ApiOperation, ApiSection } from '#lib/openapi/declaration.ts'
import { EXAMPLE_INSTANT } from '#lib/openapi/example-people.ts'
import {
  AccountLimits,
  type AccountOnWire,
  AccountSchema,
  AccountUse,
  CreateKeyBody,
  KeyListSchema,
  type KeyOnWire,
  KeySchema,
  LeakReportSchema,
  LimitOnWire,
  ListKeysInput,
  NewSecretSchema,
  NoInput,
  OwnLimit,
  ReportLeakInput,
  RevokeKeyInput,
  RotateKeyBody,
  SecretOnWire,
} from './schemas.ts'

const TERMS = {
  nome: 'Para que serve, em palavras da instituição.',
  ambiente: '`live`: pessoas de verdade. `test`: só as pessoas de teste.',
  escopos: 'O que a chave abre.',
  nivel: 'O nível dos limites de chamadas; no máximo o da instituição.',
  finalidades: 'As finalidades que a chave pode declarar; a primeira vale quando nenhuma é declarada.',
  ips: 'De onde a chave pode ser usada: endereços e faixas CIDR, v4 ou v6; vazio é de qualquer lugar.',
  limite: 'Um limite só desta chave, abaixo do de seu nível.',
  expira_em: 'Até quando vale; nulo ou ausente: sem fim marcado.',
} as const

/** The same members with the same meanings, under each component that has them. */
function termsOf(...components: string[]): Record<string, string> {
  const words = components.flatMap((component) =>
    Object.entries(TERMS).map(([name, meaning]) => [`${component}.${name}`, meaning]),
  )
  return Object.fromEntries(words)
}

const STATE =
  '`ativa`; `pendente`, até outra pessoa administradora aprovar; `suspensa`; `revogada`, para sempre; `expirada`, ao chegar o fim.'

const LAST_USE = 'A última chamada com esta chave, até há um minuto; nulo se não houve.'

const WORDS = {
  ...termsOf('Chave', 'ChaveComSegredo', 'NovaChave'),
  Chave: 'Uma chave de acesso da instituição, sem o seu segredo.',
  ChaveComSegredo: 'A chave e, na primeira resposta a um pedido, o segredo: ele não é guardado nem mostrado de novo.',
  Chaves: 'As chaves da instituição, das mais novas para as mais velhas, também as revogadas.',
  NovaChave: 'O que se pede de uma chave nova.',
  LimiteProprio: 'Um limite só de uma chave.',
  'LimiteProprio.limite': 'Quantas chamadas.',
  'LimiteProprio.janela_s': 'Em quantos segundos.',
  LimiteDaChave: 'O limite só desta chave.',
  'LimiteDaChave.limite': 'Quantas chamadas.',
  'LimiteDaChave.janela_s': 'Em quantos segundos.',
  'Chave.situacao': STATE,
  'ChaveComSegredo.situacao': STATE,
  'Chave.criada_em': 'Quando foi criada.',
  'ChaveComSegredo.criada_em': 'Quando foi criada.',
  'Chave.segredos': 'Os segredos que ainda valem: o atual e, durante a troca, o anterior.',
  'ChaveComSegredo.segredos': 'Os segredos que ainda valem: o atual e, durante a troca, o anterior.',
  SegredoDaChave: 'Um segredo que ainda vale, sem o que o abre.',
  'SegredoDaChave.final': 'Os quatro últimos caracteres.',
  'Chave.ultimo_uso_em': LAST_USE,
  'ChaveComSegredo.ultimo_uso_em': LAST_USE,
  'SegredoDaChave.ultimo_uso_em': 'A última chamada com este segredo, até há um minuto; nulo se não houve.',
  Conta: 'O que a chave é, o que pode e o que fez hoje.',
  'Conta.chave': 'A identificação da chave.',
  'Conta.instituicao': 'O nome da instituição.',
  'Conta.escopos': 'O que a chave abre.',
  'Conta.nivel': 'O nível dos limites de chamadas.',
  'Conta.finalidades': 'As finalidades que a chave pode declarar; a primeira vale quando nenhuma é declarada.',
  'Conta.limites': 'Os limites da chave.',
  'Conta.uso': 'O que a chave fez hoje.',
  LimitesDaConta: 'Os limites da chave.',
  'LimitesDaConta.por_segundo': 'Chamadas por segundo.',
  'LimitesDaConta.por_dia': 'Chamadas por dia de São Paulo.',
  'LimitesDaConta.pessoas_por_dia': 'Pessoas diferentes por dia, conhecidas ou não, em cada sistema.',
  'LimitesDaConta.proprio': 'O limite só desta chave, abaixo do de seu nível; nulo se não tem.',
  UsoDaConta: 'O que a chave fez hoje, até há alguns segundos.',
  'UsoDaConta.hoje': 'As chamadas de hoje, em todos os sistemas, sem as recusadas por limite.',
  'UsoDaConta.pessoas_hoje': 'Pessoas diferentes de hoje: o número do sistema que contou mais.',
  'SegredoDaChave.expira_em': 'Até quando vale; nulo no atual.',
  'ChaveComSegredo.segredo': 'O segredo. Só aparece aqui, uma vez.',
  TrocaDeSegredo: 'Como um segredo é trocado.',
  'TrocaDeSegredo.sobreposicao_dias': 'Por quantos dias o segredo anterior ainda vale.',
  'TrocaDeSegredo.escopos': 'Só para estreitar: parte do que a chave já abre.',
  Vazamento: 'Segredos encontrados onde não deviam estar.',
  'Vazamento.segredos': 'Os textos encontrados.',
  VazamentoRecebido: 'O que chegou, sem dizer o que era.',
  'VazamentoRecebido.recebidos': 'Quantos textos chegaram. Não diz quais eram segredos.',
  'revogarChave.motivo': 'Por que a chave acaba.',
} as const

const COMMON = {
  tag: 'chaves',
  access: { by: ['key', 'token'], scopes: ['chaves:administrar'] },
  headers: ['Finalidade', 'Relacao'],
  limited: 'calls',
  recorded: true,
} as const satisfies Partial<ApiOperation>

const LEAK_EXAMPLE = 'um texto encontrado em um repositório público'

/** The document's part on access keys. */
export function describeKeys(): ApiSection {
  const key: KeyOnWire = {
    id: `crk_live_${'7hQ2'.repeat(5)}aB`,
    nome: 'Mesa de crédito',
    ambiente: 'live',
    escopos: ['conta:ler'],
    nivel: 'gratuito',
    finalidades: ['analise_de_credito'],
    ips: ['203.0.113.0/24'],
    limite: { limite: 60, janela_s: 60 },
    situacao: 'ativa',
    criada_em: EXAMPLE_INSTANT,
    expira_em: null,
    ultimo_uso_em: EXAMPLE_INSTANT,
    segredos: [{ final: 'k9Zx', expira_em: null, ultimo_uso_em: EXAMPLE_INSTANT }],
  }
  const { nome, ambiente, escopos, nivel, finalidades, ips, limite } = key
  const one = (description: string, schema: z.ZodType = KeySchema): ApiAnswer => ({
    description,
    schema,
    examples: { chave: key },
    cacheControl: 'no-store',
  })
  const params = { id: { readings: { id: { schema: z.string(), example: key.id } } } }
  const change = (operation: Pick<ApiOperation, 'id' | 'summary' | 'description'> & { word: string }): ApiOperation => {
    const { word, ...rest } = operation
    return {
      ...COMMON,
      ...rest,
      method: 'post',
      path: `/v1/chaves/{id}/${word}`,
      params,
      answers: { 200: one('A chave, como ficou.') },
      refusals: ['recurso_nao_encontrado', 'conflito'],
    }
  }
  return {
    components: {
      Conta: AccountSchema,
      LimitesDaConta: AccountLimits,
      UsoDaConta: AccountUse,
      LimiteProprio: OwnLimit,
      LimiteDaChave: LimitOnWire,
      SegredoDaChave: SecretOnWire,
      Chave: KeySchema,
      ChaveComSegredo: NewSecretSchema,
      Chaves: KeyListSchema,
      NovaChave: CreateKeyBody,
      TrocaDeSegredo: RotateKeyBody,
      Vazamento: ReportLeakInput,
      VazamentoRecebido: LeakReportSchema,
    },
    words: WORDS,
    operations: [
      {
        ...COMMON,
        id: 'lerConta',
        method: 'get',
        path: '/v1/conta',
        summary: 'A própria chave, seus limites e seu uso',
        description: 'Os números do dia chegam com alguns segundos de atraso.',
        access: { by: ['key', 'token'], scopes: ['conta:ler'] },
        query: { schema: NoInput },
        answers: {
          200: {
            description: 'A conta.',
            schema: AccountSchema,
            examples: { conta: accountOf(key) },
            cacheControl: 'no-store',
          },
        },
        recorded: false,
      },
      {
        ...COMMON,
        id: 'listarChaves',
        method: 'get',
        path: '/v1/chaves',
        summary: 'As chaves da instituição',
        description: 'Sem os segredos, que ninguém pode ver de novo.',
        query: { schema: ListKeysInput, examples: { limite: 5 } },
        answers: {
          200: {
            description: 'Uma página.',
            schema: KeyListSchema,
            examples: { pagina: { itens: [key], proximo: null } },
            cacheControl: 'no-store',
          },
        },
      },
      {
        ...COMMON,
        id: 'criarChave',
        method: 'post',
        path: '/v1/chaves',
        summary: 'Cria uma chave',
        description:
          'O segredo vem nesta resposta e em nenhuma outra: sob a mesma `Idempotency-Key`, o mesmo pedido dá a mesma chave, sem o segredo; quem o perdeu troca-o por `rotacionar`. Uma chave `live` com escopos do Sistema 1 nasce `pendente`, até outra pessoa administradora a aprovar no portal. Uma chave só dá escopos, nível e finalidades que tem, e nunca `chaves:administrar`.',
        headers: [...COMMON.headers, 'Idempotency-Key'],
        body: {
          schema: CreateKeyBody,
          examples: { minima: { nome, ambiente, escopos, nivel, finalidades, ips, limite } },
        },
        answers: { 201: one('A chave, com o segredo.', NewSecretSchema) },
        refusals: ['intervalo_de_datas', 'finalidade_nao_permitida', 'conflito'],
      },
      {
        ...COMMON,
        id: 'informarVazamento',
        method: 'post',
        path: '/v1/chaves/vazamentos',
        summary: 'Informa segredos vazados',
        description:
          'Para segredos encontrados onde não deviam estar, de qualquer instituição. Chaves `live` são suspensas até que o segredo seja trocado; chaves `test` são revogadas. A resposta não diz quais existiam.',
        body: { schema: ReportLeakInput, examples: { um: { segredos: [LEAK_EXAMPLE] } } },
        answers: {
          202: {
            description: 'Recebido.',
            schema: LeakReportSchema,
            examples: { um: { recebidos: 1 } },
            cacheControl: 'no-store',
          },
        },
      },
      {
        ...COMMON,
        id: 'verChave',
        method: 'get',
        path: '/v1/chaves/{id}',
        summary: 'Uma chave da instituição',
        description: 'A de outra instituição responde como uma que não existe.',
        params,
        answers: { 200: one('A chave.') },
        refusals: ['recurso_nao_encontrado'],
      },
      {
        ...COMMON,
        id: 'revogarChave',
        method: 'delete',
        path: '/v1/chaves/{id}',
        summary: 'Revoga uma chave, para sempre',
        description: 'Vale em um segundo, em todos os sistemas. Repetir não muda nada.',
        params,
        query: { schema: RevokeKeyInput.omit({ id: true }), examples: { motivo: 'substituida' } },
        answers: { 200: one('A chave, como ficou.') },
        refusals: ['recurso_nao_encontrado'],
      },
      change({
        id: 'suspenderChave',
        word: 'suspender',
        summary: 'Suspende uma chave',
        description: 'Até que seja retomada. Suspender uma suspensa não muda nada.',
      }),
      change({
        id: 'retomarChave',
        word: 'retomar',
        summary: 'Retoma uma chave suspensa',
        description: 'Uma chave cujo segredo vazou só volta com um segredo novo: troque-o antes, sem sobreposição.',
      }),
      {
        ...change({
          id: 'rotacionarChave',
          word: 'rotacionar',
          summary: 'Troca o segredo de uma chave',
          description:
            'O resto da chave fica; `escopos` só pode estreitar, e vale no mesmo instante para os dois segredos. O segredo anterior vale ainda `sobreposicao_dias`; um mais velho acaba agora. O segredo novo vem só na primeira resposta.',
        }),
        headers: [...COMMON.headers, 'Idempotency-Key'],
        body: { schema: RotateKeyBody, examples: { em_uma_semana: { sobreposicao_dias: 7 } } },
        answers: { 200: one('A chave, com o segredo novo.', NewSecretSchema) },
      },
    ],
  }
}

function accountOf({ id, escopos, nivel, finalidades, limite }: KeyOnWire): AccountOnWire {
  return {
    chave: id,
    instituicao: 'Banco Aurora',
    escopos,
    nivel,
    finalidades,
    limites: { por_segundo: 5, por_dia: 1_000, pessoas_por_dia: 200, proprio: limite },
    uso: { hoje: 42, pessoas_hoje: 17 },
  }
}
