export { createBridge, type Bridge, type Status } from './bridge.js';
export { createMapping } from './mapping.js';
export { createIntake, type IntakeOptions } from './intake.js';
export { accountsBy, createExternalIds, type AccountId, type FindExternalId } from './external-id.js';
export { createWebhookSetup, type WebhookSetup } from './webhook-setup.js';

export { openFolder, openMemory, type FolderOptions } from './databases/pglite.js';
export { FolderInUseError } from './databases/folder-lock.js';
export { openPostgres, type PostgresOptions } from './databases/postgres.js';
export { NewerDatabaseError } from './migrations/index.js';
export { openBridgeStore, type StoreOptions } from './postgres-store.js';
export type { Database } from './database.js';

export { mottoSink } from './sinks/motto.js';
export { rmgSink } from './sinks/rmg.js';
export { webhookSink, type RightMessage, type WebhookOptions } from './sinks/webhook.js';
export type { MottoOptions } from './sinks/motto-options.js';
export type { RmgOptions } from './sinks/rmg-options.js';
export { SinkError, type Applied, type Complaint, type Inspection, type Observed, type Right, type Sink, type SinkProblem } from './sink.js';

export { coreSource, type CoreOptions, type Source } from '../sources/index.js';

export type { FindAccount } from './accounts.js';
export type { Refusal } from './clearance.js';
export type { FindHolders } from './discover.js';
export type { ExplainedRight, Explanation, Next } from './explain.js';
export type { MappedRight, Mapping, MappingRow } from './mapping.js';
export type { Orphans, WhichOrphans } from './orphans.js';
export type { BridgeOptions } from './options.js';
export type { Rehearsal, RehearsalOptions } from './rehearse.js';
export type { Owner } from './right.js';
export type { Round } from './round.js';
export type { Running } from './run.js';
export type { Step, Steps } from './steps.js';
export type * from './store.js';
export type { SweepOptions, SweepProgress } from './sweep.js';
