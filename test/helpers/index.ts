export { CALM, makeFolder, makeWorkspace, plannedWorkspace, writeFile } from './folders.ts';
export { killOrchestrator, startOrchestrator, stopOrchestrator } from './orchestrator.ts';
export { endProcess, endProcessesOf, processesIn, waitFor } from './processes.ts';
export { deadOwner, recordOf, storeRecord } from './records.ts';
export { PROGRAM, PROJECT, type Ran, type RunOptions, runJson, runOps, startOps } from './run-ops.ts';
export { repetitions } from './soak.ts';
