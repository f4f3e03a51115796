export {
  type SessionStatusRequest,
  type SessionsHistoryRequest,
  type SessionsListRequest,
  type SessionsSendRequest,
  type SessionsSpawnRequest,
  session_status,
  sessions_history,
  sessions_list,
  sessions_send,
  sessions_spawn,
} from './core/sessions/tools.ts';
