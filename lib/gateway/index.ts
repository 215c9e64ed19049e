export type { GrantOnWire as Grant, GrantPage } from '#lib/systems/debts/schemas.ts'
export { type ApprovalsGateway, createApprovalsGateway } from './approvals.ts'
export { createAsk } from './ask.ts'
export { exposeBreakers } from './breaker-metrics.ts'
export { reportOf } from './breaker-report.ts'
export { BREAKERS_PATH, type BreakerWatch, createBreakerWatch, type ProcessBreakers } from './breaker-watch.ts'
export { type Breakers, createBreakers } from './breakers.ts'
export { createDebtsAdapter, type DebtsAdapter, type DebtsAdapterOptions } from './debts-adapter.ts'
export { createGrantsGateway, type GrantRequest, type GrantsGateway } from './grants.ts'
export {
  type ClientTls,
  createHttpClient,
  type Dependency,
  type HttpAnswer,
  type HttpCall,
  type HttpClient,
  type HttpOutcome,
} from './http-client.ts'
export { hystrixEvents } from './hystrix-events.ts'
export { createKeyTokens, type KeyCredential, type KeyTokens, requireKeyToken } from './key-tokens.ts'
export { createListsGateway, type ListOptions, type ListsGateway, type Ranking, type RankingFilters } from './lists.ts'
export type { LookUp, Refused, Unavailable } from './look-up.ts'
export type { MemberCaller } from './member-caller.ts'
export { createMemberTokens } from './member-tokens.ts'
export { createOutboundObserver } from './outbound-observer.ts'
export { createPortfolioFeed } from './portfolio-feed.ts'
export { repeating } from './repeating.ts'
export { createStatusGateway, type StatusGateway, type SystemStatus } from './system-status.ts'
export {
  createSystemsGateway,
  type LookUpOptions,
  type ShownCall,
  type Subject,
  type SystemsGateway,
} from './systems.ts'
export { createTaskLookUps, type TaskLookUps } from './task-look-ups.ts'
export { TIMEOUT_MS } from './timeouts.ts'
export { createTokenExchange } from './token-exchange.ts'
export { createTrailEnds } from './trail-ends.ts'
export { createUsageFeeds, type UsageFeed } from './usage-feeds.ts'
