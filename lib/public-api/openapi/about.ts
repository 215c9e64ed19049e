import type { ApiTag } from '#lib/openapi/declaration.ts'

/** What the document says of itself. `version` is the API's, not the program's: it changes when the contract does. */
export const ABOUT = {
  title: 'API do Crivo',
  version: '1.0.0',
  summary: 'Consultas a dados de crédito: dívidas, score e movimentações.',
  description: [
    'JSON em UTF-8, com chaves em português, `snake_case`, sem acentos. Dinheiro é texto decimal em reais (`"1234.50"`); instantes são RFC 3339 em UTC, com milissegundos; datas civis são `AAAA-MM-DD`.',
    'Um bloco que não pôde ser obtido vem explícito, `{"situacao": "indisponivel" | "negado" | "nao_autorizado"}`: nunca uma lista vazia, nunca zero. As respostas podem ganhar membros novos; membros e parâmetros desconhecidos em pedidos são recusados.',
    'Erros são `application/problem+json` (RFC 9457): decida por `codigo`. As verificações vêm nesta ordem: segredo na URL, credencial, endereço de rede, limite de chamadas, número de cartão na URL, entrada, escopo, finalidade e concessão, pessoa.',
    'Onde há GET há HEAD, que é a mesma consulta sem o corpo; OPTIONS diz os métodos de um caminho. Não há CORS: segredos não pertencem a navegadores.',
    'As pessoas dos exemplos são inventadas; seus CPFs começam com 999.',
  ].join('\n\n'),
  license: { name: 'Uso restrito aos clientes do Crivo', identifier: 'LicenseRef-Crivo' },
} as const

export const TAG_WORDS: Readonly<Record<ApiTag, string>> = {
  sistema1: 'Dívidas. Exige token e uma concessão vigente.',
  sistema2: 'Cadastro, score e resumo das dívidas. Exige token.',
  sistema3: 'Movimentações, cartões e consultas a birôs. Exige a chave em cada chamada.',
  concessoes: 'Pedidos de acesso ao Sistema 1, aprovados por outra pessoa no portal.',
  mandatos: 'Autorizações de uma instituição para usar dívidas em score, resumo e listas.',
  tarefas: 'Trabalhos em lote.',
  consentimentos: 'Consentimentos de pessoas a instituições.',
  fontes: 'Envio de dados pelas fontes.',
  conta: 'A própria chave, seus limites e seu uso.',
  chaves: 'Chaves de acesso da instituição.',
  oauth: 'Tokens de acesso, para o Sistema 1 e o Sistema 2.',
  servico: 'A própria API.',
}
