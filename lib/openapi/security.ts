import { KEY_SCOPES, type KeyScope } from '#lib/access/permission-catalogue.ts'
import { audienceOfScope } from '#lib/access/token-audiences.ts'
import type { JsonObject } from './json-schema.ts'

/** What each scope lets its holder do, in Portuguese. */
const SCOPE_WORDS: Readonly<Record<KeyScope, string>> = {
  'sistema1:consultar': 'Consultar a ficha 1 (dívidas), sob uma concessão vigente.',
  'sistema1:identificar': 'Ver o CPF inteiro nas respostas do Sistema 1.',
  'sistema2:score': 'Ver o score; as dívidas podem entrar no cálculo.',
  'sistema2:cadastro': 'Ver endereço, bens e renda.',
  'sistema2:listar': 'Listar e ordenar as pessoas da própria carteira.',
  'sistema2:identificar': 'Ver o CPF inteiro nas respostas do Sistema 2.',
  'dividas:resumo': 'Ver o resumo das dívidas na ficha 2.',
  'sistema3:consultar': 'Consultar a ficha 3 (movimentações).',
  'sistema3:identificar': 'Ver o CPF inteiro nas respostas do Sistema 3.',
  'concessoes:solicitar': 'Pedir, ver e encerrar concessões.',
  'tarefas:executar': 'Criar e acompanhar tarefas em lote.',
  'chaves:administrar': 'Administrar as chaves da instituição.',
  'consentimentos:registrar': 'Registrar e retirar consentimentos.',
  'fontes:enviar': 'Enviar dados como fonte.',
  'conta:ler': 'Ver os dados, limites e uso da própria chave.',
}

export function securitySchemes(publicUrl: string): JsonObject {
  const inTokens = KEY_SCOPES.filter((scope) => audienceOfScope(scope) !== null)
  return {
    oauth2: {
      type: 'oauth2',
      description:
        'Token de acesso (JWT, até 300 s) de `POST /oauth/token`. Um token vale para um só serviço: os escopos pedidos são todos do mesmo.',
      flows: {
        clientCredentials: {
          tokenUrl: new URL('/oauth/token', publicUrl).href,
          scopes: Object.fromEntries(inTokens.map((scope) => [scope, SCOPE_WORDS[scope]])),
        },
      },
    },
    chave: {
      type: 'http',
      scheme: 'basic',
      description: [
        'Chave de acesso em cada chamada: `Authorization: Basic base64(id:segredo)`. Nunca na URL.',
        'Escopos que só valem assim:',
        ...KEY_SCOPES.filter((scope) => !inTokens.includes(scope)).map(
          (scope) => `- \`${scope}\`: ${SCOPE_WORDS[scope]}`,
        ),
      ].join('\n'),
    },
  }
}
