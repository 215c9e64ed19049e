import type { Locale } from '../preferences.ts'

export type ApiChange = { on: string; kind: 'added' | 'changed' | 'retired'; text: Readonly<Record<Locale, string>> }

/** What partners have to know about the public API, newest first. Whoever changes what they can see adds a line. */
export const API_CHANGES: readonly ApiChange[] = [
  {
    on: '2026-11-26',
    kind: 'added',
    text: {
      'pt-BR': 'Consultas em lote ao Sistema 2: /v1/tarefas pede, acompanha, cancela e entrega o resultado em CSV.',
      en: 'Batch look-ups in System 2: /v1/tarefas asks for them, follows, cancels and hands over the result as CSV.',
    },
  },
  {
    on: '2026-11-26',
    kind: 'added',
    text: {
      'pt-BR': 'Chaves de acesso pela API: /v1/chaves cria, rotaciona, suspende, retoma e revoga.',
      en: 'Access keys by API: /v1/chaves creates, rotates, suspends, resumes and revokes.',
    },
  },
  {
    on: '2026-11-26',
    kind: 'added',
    text: {
      'pt-BR': 'Primeira versão: consultas aos três sistemas, concessões, consentimentos e fontes, sob /v1.',
      en: 'First version: look-ups in the three systems, grants, consents and sources, under /v1.',
    },
  },
]
