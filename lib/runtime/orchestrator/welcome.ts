import type { Role } from '#lib/access/roles.ts'
import type { DemoFile } from './demo-file.ts'

/** Roles as whoever reads this calls them; the portal's own words are in its messages. */
const ROLE_WORDS: Readonly<Record<Role, string>> = {
  admin: 'administrador(a)',
  approver: 'aprovador(a)',
  analyst: 'analista',
  auditor: 'auditor(a)',
  operator: 'operador(a)',
}

/** What is printed once everything serves. */
export function welcome(url: string, demo: DemoFile | null): string[] {
  if (!demo) return ['', `Crivo em ${url}`, '']
  const width = Math.max(...demo.users.map(({ email }) => email.length))
  const signIns = demo.users.map(
    ({ email, password, role, institution }) =>
      `  ${email.padEnd(width)}  ${password}  ${wordsOf(role)}, ${institution}`,
  )
  return [
    '',
    `Crivo em ${url}   (dados inteiramente fictícios)`,
    '',
    'Entre com um destes acessos de demonstração:',
    ...signIns,
    '',
    `Pessoas para consultar: ${demo.people.plain} (comum), ${demo.people.indebted} (com dívidas), ${demo.people.no_score} (sem score)`,
    ...doors(url, demo),
    `Tudo isto também está em demo.json, na pasta de estado. Ctrl-C encerra.`,
    '',
  ]
}

/** A role that this file has no words for, from the file of a newer version, is shown as it is. */
function wordsOf(role: string): string {
  return Object.entries(ROLE_WORDS).find(([name]) => name === role)?.[1] ?? role
}

/** A line to paste for each system's door, all with the same key. */
function doors(url: string, { keys, people, grant }: DemoFile): string[] {
  const key = keys.find(({ scopes }) => scopes.includes('sistema3:consultar'))
  if (!key) return []
  const token = (scope: string) =>
    `"Authorization: Bearer $(curl -s -u ${key.id}:${key.secret} -d grant_type=client_credentials` +
    ` -d 'scope=${scope}' ${url}/oauth/token | sed 's/.*"access_token":"//;s/".*//')"`
  const sistema1 =
    grant === undefined
      ? []
      : [
          'Sistema 1, com um token e a concessão de demonstração:',
          `  curl -H 'Concessao: ${grant}' -H ${token('sistema1:consultar')} ${url}/v1/sistema1/${people.indebted}`,
        ]
  return [
    '',
    ...sistema1,
    'Sistema 2, com um token:',
    `  curl -H ${token('sistema2:score sistema2:cadastro dividas:resumo')} ${url}/v1/sistema2/${people.indebted}`,
    'Sistema 3, com a própria chave:',
    `  curl -u ${key.id}:${key.secret} ${url}/v1/sistema3/${people.plain}`,
    '',
  ]
}
