export type {
  Begun,
  Priority,
  RequestBudget,
  Send,
  SendLedger,
  SendRequest,
  Slot,
  SlotOutcome,
  SlotRequest,
} from '@getsales-gateway/api-client';
