import type { ApiError } from '@getsales-gateway/api-client';
import { builder } from '../../builder.ts';
import { toGraphQLError } from '../../errors.ts';

/** Why the rest of the leads was not added. GetSales counts places from `offset`. */
interface Reason {
  error: ApiError;
  offset: number;
}

export const CreateLeadsError = builder.objectRef<Reason>('GetSalesCreateLeadsError').implement({
  description: 'Why some leads were not added.',
  fields: (t) => ({
    code: t.string({
      description: 'A code as in `extensions.code` of an error.',
      resolve: ({ error }) => String(toGraphQLError(error).extensions['code']),
    }),
    message: t.string({
      description: 'What happened, for people.',
      resolve: ({ error }) => toGraphQLError(error).message,
    }),
    fields: t.field({
      type: 'JSON',
      description: 'For `BAD_USER_INPUT`: the refused fields, such as `leads.51.workEmail`, each with its reasons.',
      resolve: ({ error, offset }) => moved(toGraphQLError(error).extensions['fields'], offset),
    }),
  }),
});

/** The places of the call, in place of those of its chunk. */
function moved(fields: unknown, offset: number): Record<string, unknown> | null {
  if (typeof fields !== 'object' || fields === null) return null;
  return Object.fromEntries(
    Object.entries(fields).map(([path, reasons]) => [
      path.replace(/^leads\.(\d+)/, (_, place: string) => `leads.${Number(place) + offset}`),
      reasons,
    ]),
  );
}
