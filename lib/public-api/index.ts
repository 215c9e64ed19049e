export { createPublicApi, type PublicApi } from './public-api.ts'
