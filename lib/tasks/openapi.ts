import { z } from 'zod'
import type { ApiAnswer, ApiOperation, ApiSection } from '#lib/openapi/declaration.ts'
import { EXAMPLE_INSTANT } from '#lib/openapi/example-people.ts'
import {
  ListTasksInput,
  ProgressSchema,
  StartTaskBody,
  TaskListSchema,
  type TaskOnWire,
  TaskSchema,
} from './schemas.ts'

const WORDS = {
  NovaTarefa: 'O que se pede de uma tarefa.',
  'NovaTarefa.tipo': '`consulta_em_lote`: uma consulta por CPF da lista, cada uma com a sua linha na trilha.',
  'NovaTarefa.sistema': 'Em que sistema.',
  'NovaTarefa.cpfs': 'De 1 a 10.000 CPFs, sem repetição, com ou sem pontuação.',
  Tarefa: 'Uma tarefa, como quem a pediu a vê.',
  'Tarefa.tipo': 'O que ela faz.',
  'Tarefa.sistema': 'Em que sistema.',
  'Tarefa.situacao':
    '`na_fila`, `executando`, ou como terminou: `concluida`, `cancelada`, `falhou`, ou `negada`, quando quem pediu já não pode.',
  'Tarefa.progresso': 'Quanto já foi feito.',
  'Tarefa.motivo': 'Por que falhou ou foi negada; senão, nulo.',
  'Tarefa.criada_em': 'Quando foi pedida.',
  'Tarefa.iniciada_em': 'Quando começou; nulo na fila.',
  'Tarefa.encerrada_em': 'Quando terminou, como quer que fosse; nulo até lá.',
  'Tarefa.expira_em': 'Quando é apagada, com o resultado.',
  Progresso: 'Quanto de uma tarefa já foi feito.',
  'Progresso.feitos': 'Linhas feitas.',
  'Progresso.total': 'Linhas ao todo.',
  Tarefas: 'As tarefas de quem pergunta, das mais novas para as mais velhas.',
} as const

const COMMON = {
  tag: 'tarefas',
  access: { by: ['key', 'token'], scopes: ['tarefas:executar'] },
  headers: ['Finalidade', 'Relacao'],
  limited: 'calls',
} as const satisfies Partial<ApiOperation>

const CSV = [
  '\uFEFFlinha,situacao,cpf,nome,idade,score_situacao,score,faixa,dividas_situacao,dividas_quantidade,dividas_total,dividas_maior,renda_mensal',
  '1,encontrada,***.982.247-**,Ana Prado,41,calculado,712,excelente,disponivel,0,0.00,0.00,5200.00',
  '2,pessoa_nao_encontrada,,,,,,,,,,,',
  '',
].join('\r\n')

/** The document's part on tasks. */
export function describeTasks(): ApiSection {
  const task: TaskOnWire = {
    id: `tar_${'5kT8'.repeat(5)}cD`,
    tipo: 'consulta_em_lote',
    sistema: 'sistema2',
    situacao: 'na_fila',
    progresso: { feitos: 0, total: 2 },
    motivo: null,
    criada_em: EXAMPLE_INSTANT,
    iniciada_em: null,
    encerrada_em: null,
    expira_em: EXAMPLE_INSTANT,
  }
  const one = (description: string): ApiAnswer => ({
    description,
    schema: TaskSchema,
    examples: { tarefa: task },
    cacheControl: 'no-store',
  })
  const params = { id: { readings: { id: { schema: z.string(), example: task.id } } } }
  return {
    components: { NovaTarefa: StartTaskBody, Tarefa: TaskSchema, Progresso: ProgressSchema, Tarefas: TaskListSchema },
    words: WORDS,
    operations: [
      {
        ...COMMON,
        id: 'listarTarefas',
        method: 'get',
        path: '/v1/tarefas',
        summary: 'As tarefas de quem pergunta',
        description: 'De outra chave, ainda que da mesma instituição, não há nenhuma aqui.',
        query: { schema: ListTasksInput, examples: { limite: 5 } },
        answers: {
          200: {
            description: 'Uma página.',
            schema: TaskListSchema,
            examples: { pagina: { itens: [task], proximo: null } },
            cacheControl: 'no-store',
          },
        },
      },
      {
        ...COMMON,
        id: 'criarTarefa',
        method: 'post',
        path: '/v1/tarefas',
        summary: 'Pede um trabalho em lote',
        description:
          'Cada CPF é consultado em nome de quem pediu, com a finalidade, a relação e o endereço deste pedido, e conta nos limites da chave como uma consulta qualquer. Além deste escopo é preciso ter `sistema2:score` ou `sistema2:cadastro`, agora, durante a execução e ao baixar o resultado; quem os perde no caminho tem a tarefa `negada`. Até vinte tarefas em aberto de cada vez. Sob a mesma `Idempotency-Key`, o mesmo pedido dá a mesma tarefa.',
        headers: [...COMMON.headers, 'Idempotency-Key'],
        body: {
          schema: StartTaskBody,
          examples: {
            dois: { tipo: 'consulta_em_lote', sistema: 'sistema2', cpfs: ['52998224725', '111.444.777-35'] },
          },
        },
        answers: { 202: { ...one('A tarefa, na fila.'), headers: ['Location'] } },
        recorded: true,
        refusals: ['conflito'],
      },
      {
        ...COMMON,
        id: 'verTarefa',
        method: 'get',
        path: '/v1/tarefas/{id}',
        summary: 'Uma tarefa de quem pergunta',
        description: 'A de outro responde como uma que não existe.',
        params,
        answers: { 200: one('A tarefa.') },
        refusals: ['recurso_nao_encontrado'],
      },
      {
        ...COMMON,
        id: 'cancelarTarefa',
        method: 'delete',
        path: '/v1/tarefas/{id}',
        summary: 'Cancela uma tarefa',
        description: 'Nenhuma consulta começa depois disto. Cancelar a que já terminou não muda nada.',
        params,
        answers: { 200: one('A tarefa, como ficou.') },
        recorded: true,
        refusals: ['recurso_nao_encontrado'],
      },
      {
        ...COMMON,
        id: 'acompanharTarefa',
        method: 'get',
        path: '/v1/tarefas/{id}/eventos',
        summary: 'Acompanha uma tarefa',
        description:
          'Server-sent events: um evento `tarefa` a cada mudança, com a tarefa como em `GET /v1/tarefas/{id}`. A resposta acaba com a tarefa, ou depois de 20 s; quem a acompanha pergunta de novo, como todo EventSource faz.',
        params,
        answers: {
          200: {
            description: 'Os eventos.',
            type: 'text/event-stream',
            schema: z.string(),
            examples: { um: `event: tarefa\ndata: ${JSON.stringify(task)}\n\n` },
            cacheControl: 'no-store',
          },
        },
        refusals: ['recurso_nao_encontrado'],
      },
      {
        ...COMMON,
        id: 'baixarResultado',
        method: 'get',
        path: '/v1/tarefas/{id}/resultado',
        summary: 'O resultado de uma tarefa concluída',
        description:
          'CSV com uma linha por CPF pedido, na ordem do pedido; `situacao` diz o código quando não se achou a pessoa. O de uma tarefa que não terminou, ou não chegou ao fim, não existe.',
        params,
        answers: {
          200: {
            description: 'O resultado.',
            type: 'text/csv',
            schema: z.string(),
            examples: { duas_linhas: CSV },
            cacheControl: 'no-store',
          },
        },
        recorded: true,
        refusals: ['recurso_nao_encontrado'],
      },
    ],
  }
}
