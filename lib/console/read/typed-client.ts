/** How a partner gets the API's types into a project of their own. */
export const typedClientCommands = (url: string): string =>
  [
    'npm install openapi-fetch',
    `npx --package openapi-typescript --package typescript@5 openapi-typescript ${url}/v1/openapi.json -o crivo.d.ts`,
  ].join('\n')

/** A look-up in system 3 with the types that those commands leave. The key and the CPF are the environment's. */
export const typedClientExample = (url: string): string => `import createClient from 'openapi-fetch'
import type { paths } from './crivo.d.ts'

const { CHAVE = '', SEGREDO = '', CPF = '' } = process.env
const crivo = createClient<paths>({
  baseUrl: '${url}',
  headers: { authorization: \`Basic \${btoa(\`\${CHAVE}:\${SEGREDO}\`)}\` },
})

const { data, error } = await crivo.POST('/v1/sistema3/consultas', {
  body: { cpf: CPF, limite: 5 },
})
if (error) throw new Error(\`\${error.codigo}, requisição \${error.requisicao}\`)
console.log(data)
`
