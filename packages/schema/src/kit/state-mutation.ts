import type { FieldMap, ObjectFieldBuilder } from '@pothos/core';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { costs } from '../cost/declared.ts';
import { toUuid } from '../global-id.ts';
import type { Scope } from '../scopes.ts';
import { Outcome } from './outcome.ts';

export interface StateMutation {
  /** Name of the entity, and of the input field that takes its id: `FlowTask`, `flowTaskId`. */
  typename: string;
  argument: string;
  /** In words: `task`. */
  thing: string;
  /** The payload's field that leads from `uuid` to the entity. */
  entityField: (t: ChangedFields) => FieldMap;
  description: string;
  scope: Scope;
  change(uuid: string, context: Context): Promise<Changed['outcome']>;
  /** Drops what the operation knows of the rows. */
  forget(context: Context): void;
}

interface Changed {
  uuid: string;
  outcome: 'updated' | 'skipped';
}

type ChangedFields = ObjectFieldBuilder<typeof builder.$inferSchemaTypes, Changed>;

/** A mutation that brings one row into a state by `bringInto`, which reads the row first and does nothing to one that is so. */
export function stateMutation(
  name: string,
  { typename, argument, thing, entityField, description, scope, change, forget }: StateMutation,
): void {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const Input = builder.inputRef<Record<string, string>>(`${type}Input`).implement({
    description: `The ${thing}.`,
    fields: (t) => ({ [argument]: t.id({ required: true, description: `The ${thing}.` }) }),
  });
  const Payload = builder.objectRef<Changed>(`${type}Payload`).implement({
    description: 'What happened.',
    fields: (t) => ({
      outcome: t.field({
        type: Outcome,
        description: `\`UPDATED\`, or \`SKIPPED\` where the ${thing} was so already.`,
        resolve: ({ outcome }) => outcome,
      }),
      ...entityField(t),
    }),
  });
  const resolve = async (_root: object, { input }: { input: Record<string, string> }, context: Context) => {
    const uuid = toUuid(input[argument] ?? '', `input.${argument}`, typename);
    const outcome = await change(uuid, context);
    forget(context);
    return { uuid, outcome };
  };
  builder.mutationField(name, (t) =>
    t.field({
      type: Payload,
      description,
      requiresScopes: [[scope]],
      args: { input: t.arg({ type: Input, required: true, description: 'The input.' }) },
      resolve: costs({ kind: 'request', requests: 2 }, resolve),
    }),
  );
}
