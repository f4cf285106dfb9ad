export { BudgetExhausted, CoordinationUnavailable } from '@getsales-gateway/api-client';
