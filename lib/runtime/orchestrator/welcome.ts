import type { DemoFile } from './demo-file.ts'

/** What is printed once everything serves. */
export function welcome(url: string, demo: DemoFile | null): string[] {
  if (!demo) return ['', `Crivo em ${url}`, '']
  const width = Math.max(...demo.users.map(({ email }) => email.length))
  const signIns = demo.users.map(
    ({ email, password, role, institution }) => `  ${email.padEnd(width)}  ${password}  ${role}, ${institution}`,
  )
  return [
    '',
    `Crivo em ${url}   (dados inteiramente fictícios)`,
    '',
    'Entre com um destes acessos de demonstração:',
    ...signIns,
    '',
    `Pessoas para consultar: ${demo.people.plain} (comum), ${demo.people.indebted} (com dívidas), ${demo.people.no_score} (sem score)`,
    ...doorOfSistema3(url, demo),
    `Tudo isto também está em demo.json, na pasta de estado. Ctrl-C encerra.`,
    '',
  ]
}

/** The one door that is open to keys so far. */
function doorOfSistema3(url: string, { keys, people }: DemoFile): string[] {
  const key = keys.find(({ scopes }) => scopes.includes('sistema3:consultar'))
  if (!key) return []
  return [
    '',
    'Sistema 3, com a chave de demonstração:',
    `  curl -u ${key.id}:${key.secret} ${url}/v1/sistema3/${people.plain}`,
    '',
  ]
}
