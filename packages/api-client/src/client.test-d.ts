import { expectTypeOf, it } from 'vitest';
import type { CreatedLeads } from './bulk/create-leads.ts';
import type { ApiClient } from './client.ts';
import type { Lead } from './resources/lead.ts';
import type { Message } from './resources/messages.ts';
import type { SentMessage } from './send/send-message.ts';
import type { Page } from './wire/body.ts';

type Leads = ApiClient['leads'];
type Messages = ApiClient['messages'];

it('answers a list with a page of rows, and a look-up with a row or null', () => {
  expectTypeOf<Leads['list']>().returns.resolves.toEqualTypeOf<Page<Lead>>();
  expectTypeOf<Leads['get']>().returns.resolves.toEqualTypeOf<Lead | null>();
  expectTypeOf<Messages['list']>().returns.resolves.toEqualTypeOf<Page<Message>>();
});

it('always takes an order and a window', () => {
  type Asked = Parameters<Leads['list']>[0];
  expectTypeOf<{ limit: number; offset: number }>().not.toExtend<Asked>();
  expectTypeOf<{
    limit: number;
    offset: number;
    order_field: string;
    order_type: 'asc' | 'desc';
  }>().toExtend<Asked>();
});

it('filters messages by documented keys only', () => {
  type Filter = NonNullable<Parameters<Messages['list']>[0]['filter']>;
  expectTypeOf<'lead_uuid'>().toExtend<keyof Filter>();
  expectTypeOf<'list_uuid'>().not.toExtend<keyof Filter>();
});

it('sends and creates leads in one way each, the safe one', () => {
  expectTypeOf<Messages['send']>().returns.resolves.toEqualTypeOf<SentMessage>();
  expectTypeOf<Leads['create']>().returns.resolves.toEqualTypeOf<CreatedLeads>();
  expectTypeOf<'createMany'>().not.toExtend<keyof Leads>();
  expectTypeOf<'sendOnce' | 'createLeads'>().not.toExtend<keyof ApiClient>();
});
